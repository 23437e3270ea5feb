package org.messagingserver.tools.localcluster;

import java.io.IOException;

/** A signal that can be sent to a process. */
public enum UnixSignal {
  /** Stop in order. */
  TERM,
  /** Stop as after Ctrl-C; Postgres stops in order without waiting for its clients. */
  INT,
  /** End immediately. */
  KILL,
  /** Freeze, like a machine that swaps or a virtual one during migration. */
  STOP,
  /** Thaw. */
  CONT;

  /** Sends the signal; a process that has exited is ignored. */
  public void send(ProcessHandle process) throws InterruptedException {
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
