package org.messagingserver.tools.localcluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Ends what is left of a local cluster when the process that made it ends, whichever way: a shell
 * that waits for its standard input to be closed, which the kernel does also after {@code kill -9}.
 * It knows nodes by a mark in their environment, and Postgres by its directory; process numbers
 * alone could have gone to somebody else by then.
 *
 * <p>The other ways fail somewhere: a shutdown hook does not run after {@code kill -9}, and the
 * kernel's parent-death signal comes already when the thread ends that started the child.
 */
final class ProcessReaper {
  /** An environment variable of each node, with the name of its cluster. */
  static final String MARK = "MESSAGING_SERVER_CLUSTER";

  private static final long PATIENCE_SECONDS = 20;

  private static final String SCRIPT =
      """
      trap '' HUP INT QUIT TERM
      cat >/dev/null
      for process in /proc/[0-9]*; do
        if grep -qzxF "$1" "$process/environ" 2>/dev/null; then
          kill -s KILL "${process#/proc/}" 2>/dev/null
        fi
      done
      postmaster=$(head -n 1 "$2/postmaster.pid" 2>/dev/null)
      if [ -n "$postmaster" ] && [ "$(readlink "/proc/$postmaster/cwd")" = "$2" ]; then
        kill -s QUIT "$postmaster"
      fi
      eval "$3"
      """;

  private final Process shell;

  private ProcessReaper(Process shell) {
    this.shell = shell;
  }

  /**
   * Begins to watch over this process.
   *
   * @param cluster the name that marks the nodes
   * @param postgres the data directory of their Postgres, absolute and without links
   * @param further shell commands that remove the rest
   */
  static ProcessReaper start(String cluster, Path postgres, String further) {
    String mark = MARK + "=" + cluster;
    try {
      return new ProcessReaper(
          new ProcessBuilder(
                  List.of(
                      "setsid", "sh", "-c", SCRIPT, "guard", mark, postgres.toString(), further))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      throw new NodesException("no program named 'setsid' (util-linux) or 'sh' can be run here");
    }
  }

  /** Ends what is left now, and waits for that. */
  void close() throws InterruptedException {
    try {
      shell.getOutputStream().close();
    } catch (IOException gone) {
      throw new NodesException("the guard of this cluster has ended before it");
    }
    shell.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
