package org.messagingserver.tools.localcluster;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Runs short commands whose output nobody needs. */
final class Shell {
  private static final long PATIENCE_SECONDS = 20;

  private Shell() {}

  /** Whether a script of {@code sh} has succeeded. */
  static boolean succeeds(String script) throws InterruptedException {
    try {
      Process shell =
          new ProcessBuilder("sh", "-c", script)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean ended = shell.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      shell.destroyForcibly();
      return ended && shell.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
