package org.messagingserver.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogFormatterTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"\n", "\r", "\u0085", "\u2028", "\u2029", "\u001b[2J", "\u202e", "\u0000"})
  void keepsAnEventOnOneLineWhateverIsInIt(String hostile) {
    LogRecord event = new LogRecord(Level.WARNING, "before {0} after");
    event.setParameters(new Object[] {hostile + "2026-01-01 INFO forged"});

    String line = new LogFormatter().format(event);

    assertThat(line).endsWith("forged after\n");
    assertThat(line.substring(0, line.length() - 1)).doesNotContain(hostile);
  }

  @Test
  void neverShowsTheMessageOfAnException() {
    LogRecord event = new LogRecord(Level.SEVERE, "failed");
    event.setThrown(new IllegalStateException("secret", new IllegalArgumentException("secret")));

    String text = new LogFormatter().format(event);

    assertThat(text)
        .contains("java.lang.IllegalStateException", "caused by java.lang.IllegalArgumentException")
        .doesNotContain("secret");
  }
}
