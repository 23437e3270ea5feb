package org.messagingserver.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.prekeys.PreKeySettings;

/** The random wait of a notice after a key was taken. */
@ExtendWith(VertxExtension.class)
class PreKeysLowNotifierTest {
  private static final Duration JITTER = Duration.ofSeconds(2);
  private static final long CHOSEN_MILLIS = 40;

  private Vertx vertx;
  private Duration pause = Duration.ofMinutes(5);
  private boolean low = true;
  private boolean away;
  private int asked;
  private int told;
  private long bound;

  @BeforeEach
  void open(Vertx given) {
    vertx = given;
  }

  @Test
  void isToldAtOnceAfterALogin() {
    onLoop(
        notice -> {
          notice.loggedIn();

          assertThat(told).isEqualTo(1);
          return Future.succeededFuture();
        });
  }

  @Test
  void waitsForARandomPartOfTheJitterAfterAKeyWasTaken() {
    long before = System.nanoTime();
    onLoop(
        notice -> {
          notice.keyTaken();
          notice.keyTaken();

          assertThat(asked).isZero();
          return longEnough();
        });

    assertThat(told).isEqualTo(1);
    assertThat(bound).isEqualTo(JITTER.toMillis() + 1);
    assertThat(Duration.ofNanos(System.nanoTime() - before).toMillis())
        .isGreaterThanOrEqualTo(CHOSEN_MILLIS);
  }

  @Test
  void isDroppedWhereThereAreEnoughWhenItIsDue() {
    onLoop(
        notice -> {
          notice.keyTaken();
          low = false;
          return longEnough();
        });

    assertThat(asked).isEqualTo(1);
    assertThat(told).isZero();
  }

  @Test
  void isDroppedWhereTheConnectionIsGoneWhenItIsDue() {
    onLoop(
        notice -> {
          notice.keyTaken();
          notice.stop();
          return longEnough();
        });

    assertThat(asked).isZero();
  }

  @Test
  void isToldAgainForAsLongAsFewAreLeft() {
    pause = Duration.ofMillis(CHOSEN_MILLIS);
    onLoop(
        notice -> {
          notice.loggedIn();
          return until(() -> told == 3).onSuccess(often -> low = false);
        });

    assertThat(told).isEqualTo(3);
  }

  @Test
  void asksAgainWhereTheStoreDidNotAnswer() {
    pause = Duration.ofMillis(CHOSEN_MILLIS);
    away = true;
    onLoop(
        notice -> {
          notice.loggedIn();
          assertThat(told).isZero();
          away = false;
          return until(() -> told > 0);
        });
  }

  private Future<Void> until(BooleanSupplier condition) {
    Promise<Void> met = Promise.promise();
    vertx.setPeriodic(
        1,
        timer -> {
          if (condition.getAsBoolean()) {
            vertx.cancelTimer(timer);
            met.tryComplete();
          }
        });
    return met.future();
  }

  /** A timer set later for later ends later. */
  private Future<Void> longEnough() {
    Promise<Void> over = Promise.promise();
    vertx.setTimer(2 * CHOSEN_MILLIS, due -> over.complete());
    return over.future();
  }

  private void onLoop(Function<PreKeysLowNotifier, Future<Void>> test) {
    Promise<Void> done = Promise.promise();
    vertx.runOnContext(
        turn -> {
          try {
            test.apply(notice()).onComplete(done);
          } catch (AssertionError failure) {
            done.fail(failure);
          }
        });
    await(done.future());
  }

  private PreKeysLowNotifier notice() {
    var settings = new PreKeySettings(1, 1, pause, JITTER, 1, 1, 1 << 24, 1 << 24);
    return new PreKeysLowNotifier(vertx, settings, new Chosen(), this::isLow, () -> told++);
  }

  private Future<Boolean> isLow() {
    asked++;
    return away ? Future.failedFuture(new IllegalStateException()) : Future.succeededFuture(low);
  }

  private final class Chosen implements RandomGenerator {
    @Override
    public long nextLong() {
      throw new AssertionError();
    }

    @Override
    public long nextLong(long exclusive) {
      bound = exclusive;
      return CHOSEN_MILLIS;
    }
  }
}
