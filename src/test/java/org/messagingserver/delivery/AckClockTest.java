package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.postgres.Awaits.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AckClockTest {
  private static Vertx vertx;

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void close() {
    await(vertx.close());
  }

  @Test
  void letsAcksLeaveAtOnceWithoutADelay() {
    AckClock clock = new AckClock(vertx, Duration.ZERO, () -> 1000);
    List<String> acked = new ArrayList<>();

    clock.release(clock.earliest(), () -> acked.add("1"));

    assertThat(acked).containsExactly("1");
  }

  @Test
  void letsNoAckLeaveBeforeItsTime() {
    AckClock clock = new AckClock(vertx, Duration.ofMillis(60), AckClockTest::millis);

    List<Future<Long>> early =
        IntStream.range(0, 50)
            .mapToObj(
                message -> {
                  Promise<Long> left = Promise.promise();
                  vertx.setTimer(1 + message, sent -> release(clock, left));
                  return left.future();
                })
            .toList();

    assertThat(await(Future.all(early)).<Long>list()).allMatch(waited -> waited >= 60);
  }

  private static void release(AckClock clock, Promise<Long> left) {
    long sent = millis();
    clock.release(clock.earliest(), () -> left.complete(millis() - sent));
  }

  @Test
  void letsTheAcksOfOneTickLeaveTogetherInTheirOrder() {
    AtomicLong now = new AtomicLong(1000);
    AckClock clock = new AckClock(vertx, Duration.ofMillis(10), now::get);
    List<String> left = new ArrayList<>();
    Promise<List<String>> seen = Promise.promise();

    vertx.runOnContext(
        turn -> {
          clock.release(1024, () -> left.add("1"));
          now.set(1010);
          clock.release(1010, () -> left.add("2"));
          clock.release(1025, () -> left.add("of the next tick"));
          clock.release(
              1000, () -> vertx.runOnContext(later -> seen.tryComplete(List.copyOf(left))));
        });

    assertThat(await(seen.future())).containsExactly("1", "2");
  }

  @Test
  void keepsAnAckForTheNextTickThoughItsTimeIsOver() {
    AckClock clock = new AckClock(vertx, Duration.ofMillis(10), () -> 1000);
    List<String> left = new ArrayList<>();
    Promise<Void> ticked = Promise.promise();

    clock.release(1, () -> left.add("1"));
    List<String> atOnce = List.copyOf(left);
    clock.release(1, ticked::complete);

    await(ticked.future());
    assertThat(atOnce).isEmpty();
    assertThat(left).containsExactly("1");
  }

  @Test
  void letsEveryAckLeaveOnceWhenTheNodeStops() {
    AckClock clock = new AckClock(vertx, Duration.ofMillis(10), () -> 1000);
    List<String> left = new ArrayList<>();
    clock.release(1020, () -> left.add("1"));
    clock.release(2000, () -> left.add("2"));
    Promise<Void> tickedOver = Promise.promise();
    vertx.setTimer(60, over -> tickedOver.complete());

    clock.releaseAll();

    assertThat(left).containsExactly("1", "2");
    await(tickedOver.future());
    assertThat(left).containsExactly("1", "2");
  }

  private static long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
