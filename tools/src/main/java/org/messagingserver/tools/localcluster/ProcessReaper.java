package org.messagingserver.tools.localcluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Ends the remaining processes of a local cluster when the process that started it ends in any way.
 * It is a shell that waits until its standard input is closed, which the kernel does even after
 * {@code kill -9}. It recognizes nodes by a variable in their environment, and Postgres by its
 * directory, because process ids may have been reused by then.
 *
 * <p>The alternatives fail: a shutdown hook does not run after {@code kill -9}, and the kernel
 * sends the parent-death signal already when the thread ends that started the child.
 */
final class ProcessReaper {
  /** An environment variable of each node, with the name of its cluster. */
  static final String CLUSTER_VARIABLE = "MESSAGING_SERVER_CLUSTER";

  private static final long TIMEOUT_SECONDS = 20;

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
   * Starts to watch this process.
   *
   * @param cluster the name of the cluster, in the environment of its nodes
   * @param postgres the data directory of their Postgres, absolute and without links
   * @param further shell commands that remove the rest
   */
  static ProcessReaper start(String cluster, Path postgres, String further) {
    String mark = CLUSTER_VARIABLE + "=" + cluster;
    try {
      return new ProcessReaper(
          new ProcessBuilder(
                  List.of(
                      "setsid",
                      "sh",
                      "-c",
                      SCRIPT,
                      "process-reaper",
                      mark,
                      postgres.toString(),
                      further))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      throw new NodesException("no program named 'setsid' (util-linux) or 'sh' can be run here");
    }
  }

  /** Ends the remaining processes now, and waits for that. */
  void close() throws InterruptedException {
    try {
      shell.getOutputStream().close();
    } catch (IOException gone) {
      throw new NodesException("the process reaper of this cluster has exited");
    }
    shell.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }
}
