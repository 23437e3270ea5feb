package org.messagingserver.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AnswerEndTest {
  private static final long QUIET = ClientProxies.PRE_KEY_QUIET.toNanos();

  private final AtomicLong nanos = new AtomicLong(7);
  private final AtomicInteger disconnects = new AtomicInteger(3);
  private final AnswerEnd end = new AnswerEnd(nanos::get, disconnects::get);

  @Test
  void isKnownIfTheNextAnswerCameSinceTheLastBundle() {
    end.nextAnswered();
    nanos.addAndGet(QUIET);

    assertThat(end.isBeforeNextAnswer()).isTrue();
  }

  @Test
  void isUnknownIfTheNextAnswerMayHaveComeBeforeTheLastBundle() {
    end.nextAnswered();
    nanos.addAndGet(QUIET + 1);

    assertThat(end.isBeforeNextAnswer()).isFalse();
  }

  @Test
  void isUnknownBeforeTheNextAnswer() {
    nanos.addAndGet(QUIET);

    assertThat(end.isBeforeNextAnswer()).isFalse();
  }

  @Test
  void isUnknownIfTheSocketWasLost() {
    disconnects.incrementAndGet();
    end.nextAnswered();
    nanos.addAndGet(QUIET);

    assertThat(end.isBeforeNextAnswer()).isFalse();
  }
}
