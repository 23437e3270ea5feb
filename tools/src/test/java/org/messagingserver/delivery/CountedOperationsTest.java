package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.messagingserver.delivery.ConsumerEvent.HandedOver;
import org.messagingserver.directory.Place;
import org.messagingserver.tools.scaling.Bytes;
import org.messagingserver.tools.scaling.Operation;

/** The rules by which {@code bin/scaling} counts, against the server's own classes. */
class CountedOperationsTest extends TwoWays {
  private static final int CONTENT = 1000;

  private int lookUps;
  private int changes;
  private int carried;

  /** Counts from now on. */
  private void count() {
    lookUps = bus.directory().finds();
    changes = bus.directory().changes();
    carried = bus.sent();
  }

  private void assertCounted(Operation operation) {
    assertThat(bus.directory().finds() - lookUps)
        .as("look-ups of %s", operation)
        .isEqualTo(operation.lookUps());
    assertThat(bus.directory().changes() - changes)
        .as("changes of %s", operation)
        .isEqualTo(operation.changes());
    assertThat(bus.sent() - carried)
        .as("events and receipts of %s", operation)
        .isEqualTo(operation.events() + operation.receipts());
  }

  @Test
  void login() {
    count();
    new Client(true);
    assertCounted(Operation.LOGIN);
  }

  @Test
  void logout() {
    Client client = new Client(true);
    count();
    client.mailboxConsumer.close();
    time.pass(2000);
    assertCounted(Operation.LOGOUT);
  }

  @Test
  void loginBesideASibling() {
    new Client(true);
    count();
    logInElsewhere();
    assertCounted(Operation.SIBLING_LOGIN);
  }

  private void logInElsewhere() {
    MortalLoop other = new MortalLoop(time);
    SiblingConsumers siblings = new SiblingConsumers(other, bus.of(other), newIds(other));
    MailboxConsumer consumer =
        new MailboxConsumer(
            other,
            owner,
            new TestSink(),
            bus.of(other),
            mailbox.of(other),
            new AckedMessageDeleter(other, mailbox.of(other), settings),
            new ReceiptBatcher(other, bus.of(other), () -> {}),
            siblings,
            new ReadAhead(1 << 20),
            new AckWatch(other, settings),
            settings,
            Unmetered.DELIVERIES);
    consumer.open().onSuccess(opened -> opened.start(false));
    time.pass(2000);
  }

  /** Where replies to the queries of an event loop arrive. */
  private MessageIds newIds(MortalLoop other) {
    MessageIds ids = new MessageIds();
    bus.of(other).subscribeReceipts(ids.dispatcherId(), receipts -> {});
    return ids;
  }

  @Test
  void messagesToALiveRecipient() {
    new Client(true);
    count();
    send();
    time.pass(100);
    assertCounted(Operation.FIRST_LIVE_MESSAGE);

    count();
    send();
    time.pass(100);
    assertCounted(Operation.NEXT_LIVE_MESSAGE);

    time.pass(Duration.ofSeconds(Operation.REMEMBERED_SECONDS).toMillis());
    count();
    send();
    time.pass(100);
    assertCounted(Operation.FIRST_LIVE_MESSAGE);
  }

  @Test
  void messageToAnAbsentRecipient() {
    count();
    send();
    time.pass(100);
    assertCounted(Operation.ABSENT_MESSAGE);
  }

  @Test
  void sweepsOfASocket() {
    Set<MailboxConsumer> consumers = new LinkedHashSet<>();
    consumers.add(new Client(true).mailboxConsumer);
    DeliverySettings usual =
        Rig.settings(WINDOW, 1 << 20, Duration.ofSeconds(Operation.SWEEP_SECONDS));
    MailboxSweep sweep = new MailboxSweep(loop, mailbox.of(loop), usual, consumers);
    count();
    time.pass(Duration.ofSeconds(Operation.SWEEP_SECONDS).toMillis());
    assertCounted(Operation.SWEEP_OF_SOCKET);

    count();
    sweep.runNow();
    time.pass(
        Duration.ofSeconds((long) Operation.HURRIED_SWEEPS * Operation.HURRIED_SWEEP_SECONDS)
            .toMillis());
    assertThat(bus.directory().finds() - lookUps).isEqualTo(Operation.HURRIED_SWEEPS);
    sweep.stop();
  }

  @Test
  void probesOfAnEventLoop() {
    RegistrationProber prober =
        new RegistrationProber(
            loop,
            bus.transport(loop),
            bus.loopId(loop),
            bus.registration(loop),
            dispatcher,
            () -> {},
            Unmetered.DELIVERIES);
    prober.start();
    time.pass(Duration.ofSeconds(60).toMillis());
    assertThat(bus.probes()).isEqualTo(60 / Operation.PROBE_SECONDS);
    prober.stop();
  }

  @Test
  void bytesOfEventsAndReceipts() {
    Buffer event = Buffer.buffer();
    HandedOver message = new HandedOver(new UUID(1, 1), null, Buffer.buffer(new byte[CONTENT]));
    new LoopEventCodec()
        .encodeToWire(
            event,
            new LoopEvent.Delivery(
                owner,
                1,
                new Place(new UUID(2, 2), 3),
                new ConsumerEvent.Messages(List.of(message))));
    Buffer receipt = Buffer.buffer();
    new ReceiptCodec().encodeToWire(receipt, List.of(DeliveryReceipt.acked(owner, new UUID(1, 1))));

    assertThat(event.length()).isEqualTo(Bytes.message(CONTENT));
    assertThat(receipt.length()).isEqualTo(Bytes.receipt());
  }
}
