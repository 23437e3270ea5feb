package org.messagingserver.attachments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PutAttemptsTest {
  private final PutAttempts attempts = new PutAttempts();

  private void tryAll() {
    for (int attempt = 0; attempt < PutAttempts.AT_ALL; attempt++) {
      attempts.begin("place", 100);
      attempts.end("place");
    }
  }

  @Test
  void countsThoseOfAPlaceUntilItEnds() {
    tryAll();

    attempts.expire(99);
    assertThatThrownBy(() -> attempts.begin("place", 100)).isInstanceOf(AttachmentException.class);

    attempts.expire(100);
    tryAll();
  }

  @Test
  void keepsThoseThatRunBeyondTheEndOfTheirPlace() {
    attempts.begin("place", 100);

    attempts.expire(1000);
    assertThat(attempts.areRunning("place")).isTrue();

    attempts.end("place");
    assertThat(attempts.areRunning("place")).isFalse();
  }
}
