package org.messagingserver.tools.localcluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
  static final String CLUSTER_VARIABLE = "MESSAGING_TOOLS_CLUSTER";

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
      further=$2
      shift 2
      for data; do
        postmaster=$(head -n 1 "$data/postmaster.pid" 2>/dev/null)
        if [ -n "$postmaster" ] && [ "$(readlink "/proc/$postmaster/cwd")" = "$data" ]; then
          kill -s QUIT "$postmaster"
        fi
      done
      eval "$further"
      """;

  private final Process shell;

  private ProcessReaper(Process shell) {
    this.shell = shell;
  }

  /**
   * Starts to watch this process.
   *
   * @param cluster the name of the cluster, in the environment of its nodes
   * @param further shell commands that remove the rest
   * @param postgres the data directories of their Postgres, absolute and without links
   */
  static ProcessReaper start(String cluster, String further, List<Path> postgres) {
    List<String> words = new ArrayList<>(List.of("setsid", "sh", "-c", SCRIPT, "process-reaper"));
    words.addAll(List.of(CLUSTER_VARIABLE + "=" + cluster, further));
    postgres.forEach(data -> words.add(data.toString()));
    try {
      return new ProcessReaper(
          new ProcessBuilder(words)
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
