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
import org.messagingserver.socket.SilenceProbe.Outcome;

@ExtendWith(VertxExtension.class)
class SilenceProbeTest {
  private static final Duration ANSWER = Duration.ofMillis(50);

  private final Promise<Outcome> end = Promise.promise();
  private Vertx vertx;
  private Context loop;
  private long reads;

  @BeforeEach
  void open(Vertx given) {
    vertx = given;
    loop = given.getOrCreateContext();
  }

  private SilenceProbe probe(long bytesBefore) {
    return new SilenceProbe(vertx, ANSWER, bytesBefore, () -> reads, end::tryComplete);
  }

  @Test
  void findsAClientThatIsSilent() {
    loop.runOnContext(start -> probe(0));

    assertThat(await(end.future())).isEqualTo(Outcome.SILENT);
  }

  @Test
  void findsAClientThatHasSentAnything() {
    loop.runOnContext(
        start -> {
          probe(0);
          reads++;
        });

    assertThat(await(end.future())).isEqualTo(Outcome.RESPONDED);
  }

  @Test
  void givesASlowLinkTimeForWhatWasSentBefore() {
    long began = System.nanoTime();

    loop.runOnContext(start -> probe(4096));

    assertThat(await(end.future())).isEqualTo(Outcome.SILENT);
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isGreaterThanOrEqualTo(ANSWER.plusSeconds(1));
  }

  @Test
  void doesNotHoldAgainstAClientThatItWasNotRead() {
    loop.runOnContext(start -> probe(0).suspended());

    assertThat(await(end.future())).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void doesNotHoldAgainstAClientThatTheServerStoodStill() {
    loop.runOnContext(
        start -> {
          probe(0);
          standStill();
        });

    assertThat(await(end.future())).isEqualTo(Outcome.UNKNOWN);
  }

  private static void standStill() {
    try {
      Thread.sleep(ANSWER.plusMillis(1100).toMillis());
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  @Test
  void endsNoMoreOnceItIsStopped() {
    loop.runOnContext(
        start -> {
          probe(0).stop();
          vertx.setTimer(4 * ANSWER.toMillis(), later -> end.tryFail("stopped"));
        });

    assertThat(await(end.future().otherwise((Outcome) null))).isNull();
  }
}
