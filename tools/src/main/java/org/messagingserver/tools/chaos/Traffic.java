package org.messagingserver.tools.chaos;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.messagingserver.client.Identity;
import org.messagingserver.client.vertx.MessagingClient;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.Handling;

/**
 * All clients: users with one or two devices, some of them with two sockets, and as many senders as
 * users. Their decisions depend on the seed, and their timing on the clock.
 */
final class Traffic {
  static final int USERS = 30;

  private static final int USERS_WITH_TWO = 10;
  private static final int SENDERS = 30;
  private static final int LAST_MESSAGES = 10;
  private static final int LAST_PAUSE_MILLIS = 200;
  private static final Draft LAST =
      new Draft(100, Handling.ORDINARY, Believed.ANY, NamedToken.RIGHT);

  private final Vertx vertx;
  private final ClientProxies proxies;
  private final DeliveryChecker checker;
  private final HistoryRecorder history;
  private final KeyTraffic keyTraffic;
  private final IntSupplier clock;
  private final long seed;
  private final UsageCounts usage;
  private final SenderRecipientPairs pairs = new SenderRecipientPairs(USERS + USERS_WITH_TWO);
  private final List<Recipient> recipients = new ArrayList<>();
  private final List<Device> devices = new ArrayList<>();
  private final List<Sender> senders = new ArrayList<>();

  Traffic(
      Vertx vertx,
      ClientProxies proxies,
      DeliveryChecker checker,
      HistoryRecorder history,
      IntSupplier clock,
      long seed,
      int perSecond,
      UsageCounts usage) {
    this.vertx = vertx;
    this.proxies = proxies;
    this.checker = checker;
    this.history = history;
    this.keyTraffic = new KeyTraffic(vertx, proxies, history, seed);
    this.clock = clock;
    this.seed = seed;
    this.usage = usage;
    for (int user = 0; user < USERS; user++) {
      Identity identity = Identity.generate();
      addRecipient("u" + user, identity, 1);
      if (user < USERS_WITH_TWO) {
        addRecipient("u" + user, identity, 2);
      }
    }
    for (int number = 0; number < SENDERS; number++) {
      addSender(number, (double) perSecond / SENDERS);
    }
  }

  private void addRecipient(String user, Identity identity, int id) {
    int number = recipients.size();
    String label = user + "/" + id;
    AtomicInteger registrationId = new AtomicInteger(Recipient.FIRST_REGISTRATION);
    Recipient recipient =
        new Recipient(
            number, label, identity, DeviceId.of(id), registrationId, Admissions.token(number));
    recipients.add(recipient);
    addDevice(recipient, label, client(number));
    if (recipient.isShared()) {
      // Its first node is another one.
      addDevice(recipient, label + "b", client(number + 1));
    }
  }

  private void addDevice(Recipient recipient, String process, MessagingClient client) {
    devices.add(
        new Device(
            vertx,
            recipient,
            process,
            client,
            checker,
            history,
            pairs,
            new Random(seed + 1 + devices.size()),
            clock,
            usage));
  }

  private void addSender(int number, double perSecond) {
    Random random = new Random(~seed - number);
    senders.add(
        new Sender(
            vertx, number, client(number), checker, history, recipients, random, perSecond, usage));
  }

  private MessagingClient client(int number) {
    boolean vanishing = ClientBehavior.of(number) == ClientBehavior.VANISHING;
    return MessagingClient.create(vertx, proxies.options(number, vanishing));
  }

  /** Registers all devices, then starts the traffic. */
  Future<Void> start() {
    return Future.all(devices.stream().map(Device::register).toList())
        .compose(registered -> Future.all(senders.stream().map(Sender::connect).toList()))
        .compose(connected -> keyTraffic.start())
        .onSuccess(
            started -> {
              devices.forEach(Device::start);
              senders.forEach(Sender::start);
            })
        .mapEmpty();
  }

  /** Postgres is about to crash: many fetch keys. */
  void rush() {
    keyTraffic.rush();
  }

  /** Some devices go offline until sending stops. */
  void sendAway() {
    devices.forEach(Device::goAway);
  }

  /** Stops sending, and connects all devices so that they receive messages in flight. */
  void stopSending() {
    senders.forEach(Sender::stop);
    keyTraffic.stop();
    devices.forEach(Device::stayOnline);
  }

  /**
   * Sends a few messages to each recipient with two sockets; nothing else is under way by now.
   *
   * @return how long that takes
   */
  Duration sendLast() {
    for (int round = 0; round < LAST_MESSAGES; round++) {
      Sender toAll = senders.get(round);
      boolean inOneFrame = round % 2 == 1;
      vertx.setTimer(
          1 + (long) round * LAST_PAUSE_MILLIS,
          due -> sendLastRound(inOneFrame ? Optional.of(toAll) : Optional.empty()));
    }
    return Duration.ofMillis((long) LAST_MESSAGES * LAST_PAUSE_MILLIS);
  }

  private void sendLastRound(Optional<Sender> toAll) {
    List<Recipient> shared = recipients.stream().filter(Recipient::isShared).toList();
    toAll.ifPresentOrElse(
        sender -> sender.sendToAll(shared, LAST),
        () -> shared.forEach(to -> senders.get(to.number() % SENDERS).send(to, LAST)));
  }

  /** Closes all clients. */
  Future<Void> close() {
    List<Future<Void>> closing = new ArrayList<>();
    senders.forEach(sender -> closing.add(sender.close()));
    devices.forEach(device -> closing.add(device.close()));
    closing.add(keyTraffic.close());
    return Future.join(closing).mapEmpty();
  }

  /** Describes a pair of sender and recipient. */
  String pair(int pair) {
    int device = pairs.device(pair);
    return String.format(
        Locale.ROOT,
        "sender %d to device %d (%s)",
        pairs.sender(pair),
        device,
        ClientBehavior.of(device).name().toLowerCase(Locale.ROOT));
  }
}
