package org.messagingserver.delivery;

import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.messagingserver.delivery.ConsumerEvent.Notification;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedRegistration;
import org.messagingserver.mailbox.AppendOutcome;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.mailbox.MailboxSettings;
import org.messagingserver.mailbox.NewMessage;
import org.messagingserver.mailbox.PostgresMailbox;
import org.messagingserver.postgres.Database;
import org.messagingserver.postgres.PostgresProxy;
import org.messagingserver.protocol.Address;
import org.messagingserver.testkit.TestStore;

/**
 * The deliveries of one event loop over a real store and a real bus, without sockets. They reach
 * the store through a proxy; what the rig itself stores or reads goes past it.
 */
final class Rig {
  static final String READ = "SELECT w.row_id, w.message_id, w.sealed_message";
  static final String LOOK = "SELECT a.place, d.epoch IS NOT NULL AS registered";
  static final String DELETE = "DELETE FROM mailbox m";
  static final String APPEND = "INSERT INTO mailbox";

  private static final Duration SOON = Duration.ofSeconds(10);

  private final TestStore store;
  private final Context loop;
  private final Mailbox direct;
  private final DeliveryService deliveryService;
  private final Queue<Reader> readers = new ConcurrentLinkedQueue<>();

  /** Several rigs may share a store: each is an event loop of its own. */
  Rig(TestStore store, DeliverySettings settings) {
    this.store = store;
    this.loop = store.vertx().getOrCreateContext();
    this.direct = mailbox(store.database());
    Mailbox proxied = mailbox(store.databaseBehindProxy());
    this.deliveryService =
        onLoop(
            () ->
                new DeliveryService(
                    store.vertx(), proxied, store.vault(), settings, Unmetered.DELIVERIES));
    onLoop(
        () -> {
          deliveryService.ready();
          return null;
        });
  }

  private PostgresMailbox mailbox(Database database) {
    var settings = new MailboxSettings(10_000, 64L << 20, Duration.ofDays(30));
    return new PostgresMailbox(database, store.vault(), settings);
  }

  /** Small batches, and a sweep that never comes. */
  static DeliverySettings settings(int maxInFlight, int maxInFlightBytes) {
    return settings(maxInFlight, maxInFlightBytes, Duration.ofHours(1));
  }

  static DeliverySettings settings(int maxInFlight, int maxInFlightBytes, Duration sweep) {
    return settings(maxInFlight, maxInFlightBytes, sweep, Duration.ZERO);
  }

  static DeliverySettings settings(
      int maxInFlight, int maxInFlightBytes, Duration sweep, Duration ack) {
    return settings(maxInFlight, maxInFlightBytes, sweep, ack, Duration.ZERO);
  }

  static DeliverySettings settings(
      int maxInFlight, int maxInFlightBytes, Duration sweep, Duration ack, Duration handoff) {
    return settings(maxInFlight, maxInFlightBytes, sweep, ack, handoff, Duration.ofMillis(50));
  }

  /** Acked messages are held for other sockets for longer than any test lasts. */
  static DeliverySettings holding(int maxInFlight) {
    return settings(
        maxInFlight,
        1 << 20,
        Duration.ofHours(1),
        Duration.ZERO,
        Duration.ZERO,
        Duration.ofHours(1));
  }

  private static DeliverySettings settings(
      int maxInFlight,
      int maxInFlightBytes,
      Duration sweep,
      Duration ack,
      Duration handoff,
      Duration siblingDelay) {
    return new DeliverySettings(
        handoff,
        ack,
        Duration.ofMillis(1500),
        maxInFlight,
        maxInFlightBytes,
        1 << 20,
        1 << 18,
        1 << 20,
        4,
        1 << 20,
        2,
        Duration.ofMillis(5),
        siblingDelay,
        sweep);
  }

  TestStore store() {
    return store;
  }

  PostgresProxy proxy() {
    return store.proxy();
  }

  DeliveryService deliveries() {
    return deliveryService;
  }

  <T> T onLoop(Supplier<T> work) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(turn -> Future.succeededFuture().map(any -> work.get()).onComplete(done));
    return await(done.future());
  }

  /** A device that was registered just now. */
  Address registered() {
    Address address = TestStore.stranger();
    store.register(address);
    return address;
  }

  HashedAddress hashed(Address address) {
    return store.vault().hash(address);
  }

  /** An open MailboxConsumer that is not started. */
  Reader opened(Address address) {
    Reader reader = new Reader(this);
    readers.add(reader);
    reader.consumer(
        await(onLoop(() -> deliveryService.open(deliveryService.consumer(address, reader)))));
    return reader;
  }

  /** A MailboxConsumer that delivers. */
  Reader started(Address address) {
    Reader reader = opened(address);
    reader.begin();
    return reader;
  }

  /**
   * A MailboxConsumer that has read what there was, and looked again as often as it does by itself.
   */
  Reader rested(Address address) {
    long before = looks();
    int reads = held(address) > 0 ? 4 : 3;
    Reader reader = started(address);
    until(() -> looks() >= before + reads);
    return reader;
  }

  /** How often MailboxConsumers have looked at the store: where nothing waited, or to read. */
  long looks() {
    return proxy().executed(READ) + proxy().executed(LOOK);
  }

  /** Stores messages, and tells nobody. */
  List<Notification> store(Address to, String... contents) {
    List<NewMessage> messages =
        Stream.of(contents)
            .map(
                content ->
                    new NewMessage(UUID.randomUUID(), hashed(to), false, Buffer.buffer(content)))
            .toList();
    List<AppendOutcome> outcomes = await(direct.append(messages));
    return Stream.iterate(0, index -> index + 1)
        .limit(messages.size())
        .map(
            index ->
                new Notification(
                    messages.get(index).id(), ((AppendOutcome.Stored) outcomes.get(index)).row()))
        .toList();
  }

  /** Stores messages, and tells the MailboxConsumers of their recipient. */
  void storeAndNotify(Address to, String... contents) {
    tell(to, new ConsumerEvent.Stored(store(to, contents)));
  }

  /** Tells the MailboxConsumers of an Address, and waits until they know. */
  void tell(Address to, ConsumerEvent event) {
    onLoop(
        () -> {
          deliveryService.bus().publish(hashed(to), event);
          return null;
        });
    onLoop(() -> null);
  }

  /** Tells the MailboxConsumers of an Address that its device is registered as it was before. */
  void tellRegistered(Address to) {
    HashedRegistration registration = store.vault().hash(hashed(to), 1);
    tell(to, new ConsumerEvent.RegisteredAs(registration, false, false, UUID.randomUUID()));
  }

  /** Closes every MailboxConsumer, so that none reads while another test counts. */
  void closeReaders() {
    while (!readers.isEmpty()) {
      readers.poll().close();
    }
  }

  long held(Address owner) {
    return store
        .tables()
        .number("SELECT count(*) FROM mailbox WHERE user_hash = ?", hashed(owner).user().value());
  }

  static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + SOON.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it did not come to pass");
      }
      pause(Duration.ofMillis(5));
    }
  }

  static void pause(Duration length) {
    try {
      Thread.sleep(length.toMillis());
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
