package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.messagingserver.delivery.ConsumerEvent.HandedOver;
import org.messagingserver.delivery.ConsumerEvent.Notification;
import org.messagingserver.delivery.ConsumerEvent.Predecessor;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.mailbox.MailboxStatus;
import org.messagingserver.mailbox.NewMessage;
import org.messagingserver.protocol.DeviceId;

/** What a MailboxConsumer makes of things that come in an unlucky order. Its time is simulated. */
class ConsumerRaceTest {
  /** As many as one read may bring: none is delivered while it reads. */
  private static final int WINDOW = 10;

  private static final int WINDOW_BYTES = 100;

  private final DeliverySettings settings =
      new DeliverySettings(
          Duration.ofMillis(150),
          Duration.ZERO,
          Duration.ofMillis(1500),
          WINDOW,
          WINDOW_BYTES,
          12_000,
          6_000,
          1 << 20,
          WINDOW,
          1 << 20,
          2,
          Duration.ofMillis(5),
          Duration.ofMillis(50),
          Duration.ofSeconds(2));
  private final SimulatedLoop time = new SimulatedLoop();
  private final MortalLoop loop = new MortalLoop(time);
  private final ModelMailbox store = new ModelMailbox(time);
  private final Mailbox mailbox = store.of(loop);
  private final ModelBus bus = new ModelBus(time);
  private final MessageIds ids = new MessageIds();
  private final HashedAddress owner =
      new HashedAddress(new HashedUser(UUID.randomUUID()), DeviceId.of(1));
  private final TestSink sink = new TestSink();
  private final List<String> delivered = sink.got;
  private final Map<UUID, DeliveryReceipt.Disposition> answers = new HashMap<>();
  private final MailboxConsumer mailboxConsumer =
      new MailboxConsumer(
          loop,
          owner,
          sink,
          bus.of(loop),
          mailbox,
          new AckedMessageDeleter(loop, mailbox, settings),
          new ReceiptBatcher(loop, bus.of(loop), () -> {}),
          new SiblingConsumers(loop, bus.of(loop), ids),
          new ReadAhead(1 << 20),
          new AckWatch(loop, settings),
          settings,
          Unmetered.DELIVERIES);

  private Future<MailboxConsumer> open() {
    bus.of(loop)
        .subscribeReceipts(
            ids.dispatcherId(),
            all -> all.forEach(one -> answers.put(one.id(), one.disposition())));
    Future<MailboxConsumer> opened = mailboxConsumer.open();
    time.pass(20);
    return opened;
  }

  /** Registered, and nothing waits. */
  private void live() {
    store.register(owner);
    open();
    mailboxConsumer.start(false);
    time.pass(2000);
  }

  /**
   * What comes behind a message that was stored just now is held while the MailboxConsumer reads.
   */
  private UUID handOver(UUID stored, String content) {
    return handOver(new Predecessor(stored, 1), content);
  }

  private UUID handOver(Predecessor predecessor, String content) {
    UUID id = ids.next();
    mailboxConsumer.receive(
        new ConsumerEvent.Messages(
            List.of(new HandedOver(id, predecessor, Buffer.buffer(content)))));
    return id;
  }

  private void storeAndNotify(String content) {
    UUID id = UUID.randomUUID();
    mailbox.append(List.of(new NewMessage(id, owner, false, Buffer.buffer(content))));
    time.pass(20);
    mailboxConsumer.receive(new ConsumerEvent.Stored(List.of(new Notification(id, 1))));
    time.pass(20);
  }

  @Test
  void holdsNoMoreBytesWhileItReadsThanItMaySend() {
    live();
    UUID stored = ids.next();
    String large = "x".repeat(WINDOW_BYTES);

    handOver(stored, large);
    UUID tooMuch = handOver(stored, "y");
    time.pass(1);

    assertThat(delivered).isEmpty();
    assertThat(answers).containsExactly(Map.entry(tooMuch, DeliveryReceipt.Disposition.NO_CREDIT));
    time.pass(100);
    assertThat(delivered).containsExactly(large);
  }

  @Test
  void deliversNothingBeforeItIsStartedThoughTheSweepComesFirst() {
    open();

    mailboxConsumer.reconciled(new MailboxStatus(owner, Optional.empty(), false), time.millis());
    store.register(owner);
    storeAndNotify("1");

    assertThat(delivered).isEmpty();
    mailboxConsumer.start(false);
    time.pass(20);
    assertThat(delivered).containsExactly("1");
  }

  @Test
  void ignoresAStatusThatIsOlderThanItsRegistration() {
    store.register(owner);
    open();
    mailboxConsumer.start(false);
    long before = time.millis() - 1;
    storeAndNotify("1");

    mailboxConsumer.reconciled(new MailboxStatus(owner, Optional.empty(), false), before);
    storeAndNotify("2");

    assertThat(delivered).containsExactly("1", "2");
  }

  private static ConsumerEvent registered() {
    return new ConsumerEvent.RegisteredAs(
        ModelMailbox.registration(1), false, false, UUID.randomUUID());
  }

  @Test
  void takesNothingBetweenAReadThatFoundNoRegistrationAndTheNext() {
    live();
    store.unregister(owner);
    mailboxConsumer.unregistered();
    store.delay(100);

    mailboxConsumer.receive(registered());
    mailboxConsumer.receive(registered());
    for (int each = 0; each < 60; each++) {
      time.pass(25);
      handOver((Predecessor) null, "for nobody");
    }
    time.pass(200);

    assertThat(delivered).isEmpty();
    assertThat(answers).hasSize(60);
    assertThat(answers.values()).containsOnly(DeliveryReceipt.Disposition.DECLINED);
  }
}
