package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.messagingserver.delivery.DeliveryBus.Subscription;

/** A place on a bus that answers when a test says so. */
class PlaceTest {
  private final SimulatedLoop loop = new SimulatedLoop();
  private final List<Promise<Subscription>> asked = new ArrayList<>();
  private final List<Integer> open = new ArrayList<>();
  private int told;
  private final Place place = new Place(loop, this::subscribe, () -> told++);

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
    Future<Void> taken = place.take();
    answer(0);

    assertThat(taken.succeeded()).isTrue();
    place.leave();
    assertThat(open).isEmpty();
  }

  @Test
  void isNotKeptWhenItWasLeftBeforeItWasTaken() {
    place.take();

    place.leave();
    answer(0);

    assertThat(open).isEmpty();
    assertThat(told).isZero();
  }

  @Test
  void isNotWaitedForLongAndTakenAllTheSame() {
    Future<Void> taken = place.take();

    loop.pass(1000);

    assertThat(taken.succeeded()).isTrue();
    assertThat(told).isZero();
    answer(0);
    assertThat(told).isEqualTo(1);
    assertThat(open).containsExactly(0);
  }

  @Test
  void isRefusedWhereTheBusRefusesAtOnce() {
    Future<Void> taken = place.take();

    asked.get(0).fail("the bus is broken");

    assertThat(taken.failed()).isTrue();
  }

  @Test
  void isTriedForAgainUntilItIsTaken() {
    place.take();
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
    place.take();
    asked.get(0).fail("a node is frozen");

    place.leave();
    loop.pass(10_000);

    assertThat(asked).hasSize(1);
  }

  @Test
  void isLeftOnlyWhenItHasBeenTakenAgain() {
    place.take();
    answer(0);

    Future<Void> again = place.takeAgain();

    assertThat(open).containsExactly(0);
    answer(1);
    assertThat(again.succeeded()).isTrue();
    assertThat(open).containsExactly(1);
  }

  @Test
  void staysWhatItIsWhenItCannotBeTakenAgain() {
    place.take();
    answer(0);

    Future<Void> again = place.takeAgain();
    asked.get(1).fail("the bus is broken");

    assertThat(again.failed()).isTrue();
    assertThat(open).containsExactly(0);
    place.leave();
    assertThat(open).isEmpty();
  }

  @Test
  void isNotTakenTwiceAtATime() {
    place.take();
    answer(0);

    place.takeAgain();

    assertThat(place.takeAgain().failed()).isTrue();
    assertThat(asked).hasSize(2);
  }

  @Test
  void leavesNothingWhenItIsLeftWhileItIsTakenAgain() {
    place.take();
    answer(0);
    place.takeAgain();

    place.leave();
    answer(1);

    assertThat(open).isEmpty();
    assertThat(place.takeAgain().failed()).isTrue();
  }

  @Test
  void isMissedWhereNoProbeHasComeSince() {
    place.take();
    answer(0);
    assertThat(place.isMissedSince(loop.millis() + 1)).isTrue();
    long before = loop.millis();

    loop.pass(10);
    place.heardProbe();

    assertThat(place.isMissedSince(before)).isFalse();
    assertThat(place.isMissedSince(loop.millis())).isFalse();
    assertThat(place.isMissedSince(loop.millis() + 1)).isTrue();
  }

  @Test
  void isMissedByNobodyOnceItIsLeft() {
    place.take();
    answer(0);

    place.leave();

    assertThat(place.isMissedSince(loop.millis() + 1)).isFalse();
  }
}
