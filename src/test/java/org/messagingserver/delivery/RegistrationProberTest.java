package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.protocol.DeviceId;

/** What an event loop does about bus registrations that others do not find. */
class RegistrationProberTest {
  private static final int CONSUMERS = 300;

  private final SimulatedLoop time = new SimulatedLoop();
  private final MortalLoop loop = new MortalLoop(time);
  private final ModelMailbox store = new ModelMailbox(time);
  private final ModelBus bus = new ModelBus(time);
  private final DeliverySettings settings =
      Rig.settings(10, 1000, Duration.ofHours(1), Duration.ZERO, Duration.ofMillis(150));
  private final Mailbox mailbox = store.of(loop);
  private final AckedMessageDeleter ackedMessageDeleter =
      new AckedMessageDeleter(loop, mailbox, settings);
  private final Dispatcher dispatcher =
      new Dispatcher(
          loop, mailbox, bus.of(loop), ackedMessageDeleter, settings, Unmetered.DELIVERIES);
  private final Set<MailboxConsumer> consumers = new LinkedHashSet<>();
  private int disturbances;
  private final RegistrationProber registrationProber =
      new RegistrationProber(
          loop, bus.of(loop), dispatcher, consumers, () -> disturbances++, Unmetered.DELIVERIES);
  private final TestSink sink = new TestSink();

  /** All of them online, and found. */
  private void open(int count) {
    registrationProber.start();
    var receiptBatcher = new ReceiptBatcher(loop, bus.of(loop), () -> {});
    for (int index = 0; index < count; index++) {
      var owner = new HashedAddress(new HashedUser(UUID.randomUUID()), DeviceId.of(1));
      var mailboxConsumer =
          new MailboxConsumer(
              loop,
              owner,
              sink,
              bus.of(loop),
              mailbox,
              ackedMessageDeleter,
              receiptBatcher,
              dispatcher.siblingConsumers(),
              new ReadAhead(1 << 20),
              settings,
              Unmetered.DELIVERIES);
      consumers.add(mailboxConsumer);
      mailboxConsumer.open().onSuccess(opened -> opened.start(false));
    }
    time.pass(5000);
    assertThat(bus.registrations()).isEqualTo(count + 2);
  }

  @Test
  void takesEveryPlaceAgainThatTheClusterHasForgotten() {
    open(CONSUMERS);

    bus.forgetAll();
    time.pass(20_000);

    assertThat(bus.registrations()).isEqualTo(CONSUMERS + 2);
    assertThat(disturbances).isPositive();
  }

  @Test
  void leavesInPeaceWhatOthersFind() {
    open(CONSUMERS);

    time.pass(60_000);

    assertThat(bus.registrations()).isEqualTo(CONSUMERS + 2);
    assertThat(disturbances).isZero();
    assertThat(bus.probes()).isBetween(60, 66);
  }

  @Test
  void asksAboutAFewASecondWhileAllIsWell() {
    open(CONSUMERS);
    int before = bus.sent();

    time.pass(60_000);

    assertThat(bus.sent() - before).isBetween(60, 60 * 4);
  }

  @Test
  void asksAboutManyAfterADisturbance() {
    open(CONSUMERS);
    int before = bus.sent();

    registrationProber.membershipChanged();
    time.pass(5000);

    assertThat(bus.sent() - before).isGreaterThan(100);
  }

  @Test
  void concludesNothingWhereItIsAlone() {
    open(10);
    bus.alone(true);
    time.pass(2000);

    bus.forgetAll();
    time.pass(60_000);

    assertThat(bus.registrations()).isZero();
    assertThat(disturbances).isZero();
  }

  @Test
  void takesTheBusForBrokenWhileNobodyAnswers() {
    open(10);
    bus.silent(true);

    time.pass(10_000);

    assertThat(disturbances).isEqualTo(10);
    assertThat(bus.registrations()).isEqualTo(10 + 2);
  }

  @Test
  void makesItselfKnownWhereNobodyAnswersSinceItMayBeForgottenToo() {
    open(10);
    bus.silent(true);
    time.pass(2000);

    bus.forgetAll();
    time.pass(10_000);

    assertThat(bus.registrations()).isEqualTo(1);
  }

  @Test
  void takesASocketThatEndsMeanwhileForNoDisturbance() {
    open(10);
    int rounds = 0;
    while (!consumers.isEmpty()) {
      MailboxConsumer next = consumers.iterator().next();
      time.pass(300);
      next.close();
      consumers.remove(next);
      rounds++;
    }
    time.pass(5000);

    assertThat(rounds).isEqualTo(10);
    assertThat(disturbances).isZero();
  }

  @Test
  void probesEachInRotation() {
    open(10);
    var first = consumers.iterator().next();

    time.pass(1000);

    assertThat(consumers.iterator().next()).isNotSameAs(first);
    time.pass(4000);
    assertThat(consumers.iterator().next()).isSameAs(first);
  }

  @Test
  void stopsWhenAskedTo() {
    open(10);
    int before = bus.probes();

    registrationProber.stop();
    time.pass(60_000);

    assertThat(bus.probes()).isEqualTo(before);
    assertThat(bus.registrations()).isEqualTo(10 + 1);
  }
}
