package org.messagingserver.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

class UnhandledExceptionsTest {

  @Test
  void knowsTheSecondOutcomeOfAPublishToSeveralNodes() {
    Promise<Void> written = Promise.promise();
    written.complete();

    assertThat(UnhandledExceptions.isSecondOutcome(catchThrowable(() -> written.fail("too late"))))
        .isTrue();
    assertThat(UnhandledExceptions.isSecondOutcome(catchThrowable(written::complete))).isTrue();
  }

  @Test
  void takesNothingElseForOne() {
    assertThat(UnhandledExceptions.isSecondOutcome(new IllegalStateException("ours"))).isFalse();
    assertThat(UnhandledExceptions.isSecondOutcome(new NullPointerException())).isFalse();
  }
}
