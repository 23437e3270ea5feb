package org.messagingserver.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class KeepAliveTest {
  private static final Duration INTERVAL = Duration.ofMillis(50);

  private Vertx vertx;
  private Context loop;
  private final Promise<String> end = Promise.promise();
  private KeepAlive keepAlive;
  private int pings;

  @BeforeEach
  void open(Vertx given) {
    vertx = given;
    loop = given.getOrCreateContext();
  }

  @Test
  void givesUpOnWhoIsSilentForTwoPings() {
    loop.runOnContext(start -> keepAlive = keepAlive(() -> pings++));

    assertThat(await(end.future())).isEqualTo("gave up");
    assertThat(pings).isEqualTo(2);
  }

  @Test
  void givesUpOnNobodyAfterAStandstillOfItsOwn() {
    loop.runOnContext(
        start -> {
          keepAlive = keepAlive(this::answered);
          standStill();
        });

    assertThat(await(end.future())).isEqualTo("was answered");
  }

  private KeepAlive keepAlive(Runnable ping) {
    return new KeepAlive(vertx, INTERVAL, ping, () -> end.tryComplete("gave up"));
  }

  /** An answer takes its time, though less than an interval. */
  private void answered() {
    pings++;
    vertx.setTimer(INTERVAL.toMillis() / 2, come -> keepAlive.received());
    if (pings == 5) {
      end.tryComplete("was answered");
    }
  }

  private static void standStill() {
    try {
      Thread.sleep(INTERVAL.multipliedBy(10).toMillis());
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
