package org.messagingserver.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

class UnhandledTest {

  @Test
  void knowsTheSecondOutcomeOfAPublishToSeveralNodes() {
    Promise<Void> written = Promise.promise();
    written.complete();

    assertThat(Unhandled.isSecondOutcome(catchThrowable(() -> written.fail("too late")))).isTrue();
    assertThat(Unhandled.isSecondOutcome(catchThrowable(written::complete))).isTrue();
  }

  @Test
  void takesNothingElseForOne() {
    assertThat(Unhandled.isSecondOutcome(new IllegalStateException("ours"))).isFalse();
    assertThat(Unhandled.isSecondOutcome(new NullPointerException())).isFalse();
  }
}
