package org.messagingserver.postgres;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.messagingserver.postgres.ServerProcesses.ProcessState;

/**
 * Starts the server again, on the same port, whenever it ends before {@link #close}. Where it
 * cannot find out whether it has ended, it only checks again.
 */
final class PostgresSupervisor {
  private static final Logger LOG = System.getLogger("org.messagingserver.postgres");
  private static final long FIRST_PAUSE = 100;
  private static final long MAX_PAUSE = 10_000;
  private static final long DOUBTFUL_PAUSE = 1000;
  private static final Duration CHECK_INTERVAL = Duration.ofMinutes(1);

  private final Postmaster postmaster;
  private final ProcessHandle first;
  private final int port;
  private boolean doubtful;
  private final Thread thread = new Thread(this::supervise, "postgres-supervisor");

  private PostgresSupervisor(Postmaster postmaster, ProcessHandle first, int port) {
    this.postmaster = postmaster;
    this.first = first;
    this.port = port;
  }

  /**
   * @param running what {@link Postmaster#start} gave for this port
   */
  static PostgresSupervisor of(Postmaster postmaster, ProcessHandle running, int port) {
    PostgresSupervisor postgresSupervisor = new PostgresSupervisor(postmaster, running, port);
    postgresSupervisor.thread.setDaemon(true);
    postgresSupervisor.thread.start();
    return postgresSupervisor;
  }

  /** Ends the keeping, not the server. */
  void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }

  private void supervise() {
    ProcessHandle process = first;
    try {
      while (true) {
        awaitEnd(process);
        LOG.log(Level.WARNING, "the embedded Postgres has ended; starting it again");
        process = restarted();
        LOG.log(Level.INFO, "the embedded Postgres is running again");
      }
    } catch (InterruptedException closed) {
      LOG.log(Level.DEBUG, "the embedded Postgres is no longer monitored");
    }
  }

  /** The JDK takes a process for ended where it lacks a file descriptor to look. */
  private void awaitEnd(ProcessHandle process) throws InterruptedException {
    while (stateOf(process) != ProcessState.ENDED) {
      try {
        process.onExit().get(CHECK_INTERVAL.toSeconds(), TimeUnit.SECONDS);
        if (stateOf(process) != ProcessState.ENDED) {
          Thread.sleep(DOUBTFUL_PAUSE);
        }
      } catch (TimeoutException alive) {
        postmaster.trimLog();
      } catch (ExecutionException unwatchable) {
        Thread.sleep(MAX_PAUSE);
      }
    }
  }

  private ProcessState stateOf(ProcessHandle process) {
    ProcessState found = postmaster.stateOf(process);
    if (found == ProcessState.UNKNOWN && !doubtful) {
      LOG.log(Level.WARNING, "the state of the embedded Postgres is unknown; checking again");
    }
    doubtful = found == ProcessState.UNKNOWN;
    return found;
  }

  private ProcessHandle restarted() throws InterruptedException {
    for (long pause = FIRST_PAUSE; ; pause = Math.min(MAX_PAUSE, 2 * pause)) {
      try {
        Optional<ProcessHandle> alreadyThere = postmaster.running();
        return alreadyThere.isPresent() ? alreadyThere.get() : postmaster.start(port);
      } catch (IOException | RuntimeException failure) {
        LOG.log(Level.DEBUG, "the embedded Postgres failed to start; trying again");
      }
      Thread.sleep(pause);
    }
  }
}
