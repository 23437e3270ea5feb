package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.messagingserver.delivery.DeliveryBus.Subscription;

/** A registration on a bus that responds when a test says so. */
class BusRegistrationTest {
  private final SimulatedLoop loop = new SimulatedLoop();
  private final List<Promise<Subscription>> asked = new ArrayList<>();
  private final List<Integer> open = new ArrayList<>();
  private int told;
  private final BusRegistration busRegistration =
      new BusRegistration(loop, this::subscribe, () -> told++);

  private Future<Subscription> subscribe() {
    asked.add(Promise.promise());
    return asked.get(asked.size() - 1).future();
  }

  private void answer(int index) {
    open.add(index);
    asked
        .get(index)
        .complete(
            () -> {
              open.remove(Integer.valueOf(index));
              return Future.succeededFuture();
            });
  }

  @Test
  void isLeftWhenAskedTo() {
    Future<Void> taken = busRegistration.register();
    answer(0);

    assertThat(taken.succeeded()).isTrue();
    busRegistration.close();
    assertThat(open).isEmpty();
  }

  @Test
  void isNotKeptWhenItWasLeftBeforeItWasTaken() {
    busRegistration.register();

    busRegistration.close();
    answer(0);

    assertThat(open).isEmpty();
    assertThat(told).isZero();
  }

  @Test
  void isNotWaitedForLongAndTakenAllTheSame() {
    Future<Void> taken = busRegistration.register();

    loop.pass(1000);

    assertThat(taken.succeeded()).isTrue();
    assertThat(told).isZero();
    answer(0);
    assertThat(told).isEqualTo(1);
    assertThat(open).containsExactly(0);
  }

  @Test
  void isRefusedWhereTheBusRefusesAtOnce() {
    Future<Void> taken = busRegistration.register();

    asked.get(0).fail("the bus is broken");

    assertThat(taken.failed()).isTrue();
  }

  @Test
  void isTriedForAgainUntilItIsTaken() {
    busRegistration.register();
    asked.get(0).fail("a node is frozen");
    loop.pass(1000);
    asked.get(1).fail("a node is frozen");
    loop.pass(1000);

    answer(2);

    assertThat(open).containsExactly(2);
    assertThat(told).isEqualTo(1);
  }

  @Test
  void isNotTriedForAgainWhenItHasBeenLeft() {
    busRegistration.register();
    asked.get(0).fail("a node is frozen");

    busRegistration.close();
    loop.pass(10_000);

    assertThat(asked).hasSize(1);
  }

  @Test
  void isLeftOnlyWhenItHasBeenTakenAgain() {
    busRegistration.register();
    answer(0);

    Future<Void> again = busRegistration.registerAgain();

    assertThat(open).containsExactly(0);
    answer(1);
    assertThat(again.succeeded()).isTrue();
    assertThat(open).containsExactly(1);
  }

  @Test
  void staysWhatItIsWhenItCannotBeTakenAgain() {
    busRegistration.register();
    answer(0);

    Future<Void> again = busRegistration.registerAgain();
    asked.get(1).fail("the bus is broken");

    assertThat(again.failed()).isTrue();
    assertThat(open).containsExactly(0);
    busRegistration.close();
    assertThat(open).isEmpty();
  }

  @Test
  void isNotTakenTwiceAtATime() {
    busRegistration.register();
    answer(0);

    busRegistration.registerAgain();

    assertThat(busRegistration.registerAgain().failed()).isTrue();
    assertThat(asked).hasSize(2);
  }

  @Test
  void leavesNothingWhenItIsLeftWhileItIsTakenAgain() {
    busRegistration.register();
    answer(0);
    busRegistration.registerAgain();

    busRegistration.close();
    answer(1);

    assertThat(open).isEmpty();
    assertThat(busRegistration.registerAgain().failed()).isTrue();
  }

  @Test
  void isMissedWhereNoProbeHasComeSince() {
    busRegistration.register();
    answer(0);
    assertThat(busRegistration.isMissingSince(loop.millis() + 1)).isTrue();
    long before = loop.millis();

    loop.pass(10);
    busRegistration.probeReceived();

    assertThat(busRegistration.isMissingSince(before)).isFalse();
    assertThat(busRegistration.isMissingSince(loop.millis())).isFalse();
    assertThat(busRegistration.isMissingSince(loop.millis() + 1)).isTrue();
  }

  @Test
  void isMissedByNobodyOnceItIsLeft() {
    busRegistration.register();
    answer(0);

    busRegistration.close();

    assertThat(busRegistration.isMissingSince(loop.millis() + 1)).isFalse();
  }
}
