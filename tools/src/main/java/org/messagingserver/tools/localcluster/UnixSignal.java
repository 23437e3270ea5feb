package org.messagingserver.tools.localcluster;

import java.io.IOException;

/** A signal that can be sent to a process. */
public enum UnixSignal {
  /** Stop in order. */
  TERM,
  /** End without a last word. */
  KILL,
  /** Freeze, as a machine that swaps or a virtual one that is moved does. */
  STOP,
  /** Thaw. */
  CONT;

  /** Sends it; a process that is gone is passed over. */
  void send(ProcessHandle process) throws InterruptedException {
    if (!process.isAlive()) {
      return;
    }
    try {
      new ProcessBuilder("kill", "-s", name(), Long.toString(process.pid()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new NodesException("no program named 'kill' can be run here");
    }
  }
}
