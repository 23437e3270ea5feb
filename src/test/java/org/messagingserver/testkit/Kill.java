package org.messagingserver.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Sends signals as an operator does. */
public final class Kill {
  private Kill() {}

  /**
   * Sends one signal to processes, all in one go; those that are gone are passed over.
   *
   * @param pids a negative one stands for a process group
   */
  static void signal(String name, long... pids) {
    List<String> command = new ArrayList<>(List.of("kill", "-s", name, "--"));
    Arrays.stream(pids).mapToObj(Long::toString).forEach(command::add);
    try {
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Kills processes without a last word, all in one go. */
  public static void all(Stream<ProcessHandle> processes) {
    long[] living =
        processes.filter(ProcessHandle::isAlive).mapToLong(ProcessHandle::pid).toArray();
    if (living.length > 0) {
      signal("KILL", living);
    }
  }
}
