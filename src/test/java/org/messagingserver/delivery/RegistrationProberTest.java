package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.messagingserver.mailbox.Mailbox;

/** What an event loop does about bus registrations that others do not find. */
class RegistrationProberTest {
  /** The event loop, its Dispatcher, and where probes are served. */
  private static final int ALL = 3;

  private final SimulatedLoop time = new SimulatedLoop();
  private final MortalLoop loop = new MortalLoop(time);
  private final ModelMailbox store = new ModelMailbox(time);
  private final ModelBus bus = new ModelBus(time);
  private final DeliverySettings settings =
      Rig.settings(10, 1000, Duration.ofHours(1), Duration.ZERO, Duration.ofMillis(150));
  private final Mailbox mailbox = store.of(loop);
  private final Dispatcher dispatcher =
      new Dispatcher(
          loop,
          mailbox,
          bus.of(loop),
          new AckedMessageDeleter(loop, mailbox, settings),
          settings,
          Unmetered.DELIVERIES);
  private int disturbances;
  private final RegistrationProber registrationProber =
      new RegistrationProber(
          loop,
          bus.transport(loop),
          bus.loopId(loop),
          bus.registration(loop),
          dispatcher,
          () -> disturbances++,
          Unmetered.DELIVERIES);

  private void start() {
    registrationProber.start();
    time.pass(5000);
    assertThat(bus.registrations()).isEqualTo(ALL);
  }

  @Test
  void registersAgainWhatTheClusterHasForgotten() {
    start();

    bus.forgetAll();
    time.pass(5000);

    assertThat(bus.registrations()).isEqualTo(ALL);
    assertThat(disturbances).isPositive();
  }

  @Test
  void leavesInPeaceWhatOthersFind() {
    start();
    int before = bus.sent();

    time.pass(60_000);

    assertThat(bus.registrations()).isEqualTo(ALL);
    assertThat(disturbances).isZero();
    assertThat(bus.probes()).isBetween(60, 66);
    assertThat(bus.sent() - before).isBetween(60, 60 * 2);
  }

  @Test
  void concludesNothingWhereItIsAlone() {
    start();
    bus.alone(true);
    time.pass(2000);

    bus.forgetAll();
    time.pass(60_000);

    assertThat(bus.registrations()).isZero();
    assertThat(disturbances).isZero();
  }

  @Test
  void takesTheBusForBrokenWhileNobodyAnswers() {
    start();
    bus.silent(true);

    time.pass(10_000);

    assertThat(disturbances).isEqualTo(10);
    assertThat(bus.registrations()).isEqualTo(ALL);
  }

  @Test
  void makesItselfKnownWhereNobodyAnswersSinceItMayBeForgottenToo() {
    start();
    bus.silent(true);
    time.pass(2000);

    bus.forgetAll();
    time.pass(10_000);

    assertThat(bus.registrations()).isEqualTo(1);
  }

  @Test
  void stopsWhenAskedTo() {
    start();
    int before = bus.probes();

    registrationProber.stop();
    time.pass(60_000);

    assertThat(bus.probes()).isEqualTo(before);
    assertThat(bus.registrations()).isEqualTo(ALL - 1);
  }
}
