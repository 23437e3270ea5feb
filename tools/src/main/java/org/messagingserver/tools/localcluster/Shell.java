package org.messagingserver.tools.localcluster;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Runs short commands and discards their output. */
final class Shell {
  private static final long TIMEOUT_SECONDS = 20;

  private Shell() {}

  /** Runs a script of {@code sh}; returns whether it succeeded. */
  static boolean succeeds(String script) throws InterruptedException {
    try {
      Process shell =
          new ProcessBuilder("sh", "-c", script)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean ended = shell.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      shell.destroyForcibly();
      return ended && shell.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
