package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.delivery.DeliveryReceipt.Disposition.DECLINED;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.delivery.ConsumerEvent.HandedOver;
import org.messagingserver.delivery.ConsumerEvent.RegisteredAs;
import org.messagingserver.delivery.ModelAdmission.Strangers;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedRegistration;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.mailbox.DeviceAdmission;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.mailbox.MailboxStatus;
import org.messagingserver.protocol.DeviceId;

/** A MailboxConsumer leaves to the store what its device may not admit. Its time is simulated. */
class AdmittingConsumerTest {
  private static final UUID TOKEN = UUID.randomUUID();
  private static final ModelAdmission HOLDERS = new ModelAdmission(Strangers.NONE, Set.of(TOKEN));
  private static final HashedRegistration REGISTRATION = ModelMailbox.registration(1);

  private final DeliverySettings settings =
      Rig.settings(10, 1000, Duration.ofSeconds(2), Duration.ZERO, Duration.ofMillis(150));
  private final SimulatedLoop time = new SimulatedLoop();
  private final MortalLoop loop = new MortalLoop(time);
  private final ModelMailbox store = new ModelMailbox(time);
  private final Mailbox mailbox = store.of(loop);
  private final ModelBus weather = new ModelBus(time);
  private final DeliveryBus bus = weather.of(loop);
  private final MessageIds ids = new MessageIds();
  private final HashedAddress owner =
      new HashedAddress(new HashedUser(UUID.randomUUID()), DeviceId.of(1));
  private final TestSink sink = new TestSink();
  private final Map<UUID, DeliveryReceipt.Disposition> answers = new HashMap<>();
  private final MailboxConsumer consumer =
      new MailboxConsumer(
          loop,
          owner,
          sink,
          bus,
          mailbox,
          new AckedMessageDeleter(loop, mailbox, settings),
          new ReceiptBatcher(loop, bus, () -> {}),
          new SiblingConsumers(loop, bus, ids),
          new ReadAhead(1 << 20),
          new AckWatch(loop, settings),
          settings,
          Unmetered.DELIVERIES);

  private void live(ModelAdmission admission) {
    store.register(owner);
    store.admit(owner, admission);
    bus.subscribeReceipts(
        ids.dispatcherId(), all -> all.forEach(one -> answers.put(one.id(), one.disposition())));
    consumer.open();
    time.pass(20);
    consumer.start(false);
    time.pass(2000);
  }

  private UUID handOver(String content, Optional<UUID> token) {
    UUID id = ids.next();
    HandedOver message = new HandedOver(id, null, Buffer.buffer(content), Optional.empty(), token);
    consumer.receive(new ConsumerEvent.Messages(List.of(message)));
    time.pass(1);
    return id;
  }

  @Test
  void deliversWhatComesWithATokenAndDeclinesTheRest() {
    live(HOLDERS);

    UUID stranger = handOver("from a stranger", Optional.empty());
    UUID wrong = handOver("by a wrong token", Optional.of(UUID.randomUUID()));
    handOver("from a contact", Optional.of(TOKEN));

    assertThat(sink.got).containsExactly("from a contact");
    assertThat(answers).containsOnly(Map.entry(stranger, DECLINED), Map.entry(wrong, DECLINED));
  }

  @Test
  void declinesEverythingAfterAChangeUntilItHasReadTheDeviceAgain() {
    live(ModelAdmission.EVERYBODY);
    store.admit(owner, HOLDERS);
    store.delay(50);

    consumer.receive(new RegisteredAs(REGISTRATION, false, true, UUID.randomUUID()));
    handOver("while it reads", Optional.of(TOKEN));
    time.pass(2000);
    handOver("from a stranger", Optional.empty());
    handOver("from a contact", Optional.of(TOKEN));

    assertThat(sink.got).containsExactly("from a contact");
    assertThat(answers).hasSize(2).containsValue(DECLINED);
  }

  @Test
  void declinesAtOnceWhatItsOwnSocketHasForbidden() {
    live(ModelAdmission.EVERYBODY);

    consumer.announceRegistered(REGISTRATION, false, true);
    handOver("from a stranger", Optional.empty());

    assertThat(sink.got).isEmpty();
  }

  @Test
  void learnsFromTheSweepWhatNoEventHasBrought() {
    live(ModelAdmission.EVERYBODY);

    consumer.reconciled(
        new MailboxStatus(owner, Optional.of(HOLDERS.toRow()), false), time.millis());
    handOver("from a stranger", Optional.empty());

    assertThat(sink.got).isEmpty();
  }

  // What was read before a change

  /** A read whose statement is about to begin, carried out, or on its way back. */
  private void beginRead(long millisAgo) {
    store.delay(50);
    consumer.receive(new RegisteredAs(REGISTRATION, false, false, UUID.randomUUID()));
    time.pass(millisAgo);
  }

  private void handOverForAWhile() {
    for (int times = 0; times < 100; times++) {
      handOver("from a stranger", Optional.empty());
      time.pass(5);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {10, 60, 110, 160, 210, 260, 310, 360, 410, 460})
  void forgetsAReadThatItsOwnSocketHasOvertakenThoughTheBusLosesTheEvent(long millisAgo) {
    live(ModelAdmission.EVERYBODY);
    beginRead(millisAgo);

    store.admit(owner, HOLDERS);
    weather.weather(ModelBus.Weather.LOSES);
    consumer.announceRegistered(REGISTRATION, false, true);
    handOverForAWhile();
    handOver("from a contact", Optional.of(TOKEN));

    assertThat(sink.got).containsExactly("from a contact");
  }

  @ParameterizedTest
  @ValueSource(longs = {10, 60, 110, 160, 210, 260, 310, 360, 410, 460})
  void forgetsAReadThatAnEventHasOvertaken(long millisAgo) {
    live(ModelAdmission.EVERYBODY);
    beginRead(millisAgo);

    store.admit(owner, HOLDERS);
    consumer.receive(new RegisteredAs(REGISTRATION, false, true, UUID.randomUUID()));
    handOverForAWhile();

    assertThat(sink.got).isEmpty();
  }

  @Test
  void forgetsASweepThatAnEventHasOvertaken() {
    live(ModelAdmission.EVERYBODY);
    long askedAt = time.millis();
    time.pass(10);

    store.admit(owner, HOLDERS);
    consumer.receive(new RegisteredAs(REGISTRATION, false, true, UUID.randomUUID()));
    time.pass(500);
    Optional<DeviceAdmission> former = Optional.of(DeviceAdmission.EVERYBODY);
    consumer.reconciled(new MailboxStatus(owner, former, false), askedAt);
    handOver("from a stranger", Optional.empty());

    assertThat(sink.got).isEmpty();
  }
}
