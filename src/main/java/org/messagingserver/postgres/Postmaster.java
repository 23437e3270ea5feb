package org.messagingserver.postgres;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.messagingserver.postgres.ServerConfiguration.Mode;

/** The server of one data directory: started on a port, stopped, and never two of it. */
final class Postmaster {
  private static final Logger LOG = System.getLogger("org.messagingserver.postgres");

  /** Recovery after a crash is part of the start. */
  private static final Duration START = Duration.ofMinutes(10);

  private static final Duration STOP_FAST = Duration.ofMinutes(1);
  private static final Duration STOP_IMMEDIATE = Duration.ofSeconds(20);
  private static final Duration EXIT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int PORTS_TO_TRY = 3;
  private static final long POLL_MILLIS = 50;
  private static final long MAX_LOG_BYTES = 16L << 20;

  private final Path dataDirectory;
  private final Path logFile;
  private final PostgresCommands postgresCommands;
  private final ServerProcesses processes;
  private final int poolSize;
  private final Mode mode;

  /** A server that accepts connections. */
  record Started(ProcessHandle process, int port) {}

  /**
   * @param poolSize connections of the messaging server
   */
  Postmaster(
      Path dataDirectory,
      Path logFile,
      PostgresCommands postgresCommands,
      int poolSize,
      Mode mode) {
    this.dataDirectory = dataDirectory;
    this.logFile = logFile;
    this.postgresCommands = postgresCommands;
    this.processes = new ServerProcesses(dataDirectory);
    this.poolSize = poolSize;
    this.mode = mode;
  }

  /**
   * Starts it, after stopping what is left of an earlier one, and waits until it accepts
   * connections.
   *
   * @throws PostgresStartException when it does not
   */
  ProcessHandle start(int port) throws IOException, InterruptedException {
    processes.requireProcAccess();
    stop();
    processes.deleteStalePidFile();
    ServerConfiguration.write(dataDirectory, port, poolSize, mode);
    Files.deleteIfExists(logFile);
    control(START, "start", "-l", logFile.toString());
    return processes
        .postmaster()
        .orElseThrow(
            () ->
                PostgresStartException.embedded(
                    "Postgres did not start; see " + logFile.getFileName() + " there"));
  }

  /** The same on any free port. */
  Started startAnywhere() throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      int port = LoopbackPorts.anyFree();
      try {
        return new Started(start(port), port);
      } catch (PostgresStartException failure) {
        if (attempt == PORTS_TO_TRY || LoopbackPorts.isFree(port)) {
          throw failure;
        }
      }
    }
  }

  /** Whether this process, which {@link #start} gave, still runs. */
  ServerProcesses.ProcessState stateOf(ProcessHandle process) {
    return processes.stateOf(process.pid());
  }

  /** The one that runs; fails where that cannot be found out. */
  Optional<ProcessHandle> running() throws IOException {
    processes.requireProcAccess();
    return processes.postmaster();
  }

  /**
   * Stops it cleanly if it can be, at once if not; nothing of it runs afterwards. Does nothing
   * where nothing runs.
   */
  void stop() throws IOException, InterruptedException {
    if (processes.postmaster().isPresent() && !control(STOP_FAST, "stop", "-m", "fast")) {
      control(STOP_IMMEDIATE, "stop", "-m", "immediate");
    }
    if (!awaitNone(EXIT_TIMEOUT)) {
      processes.alive().forEach(ProcessHandle::destroyForcibly);
      if (!awaitNone(EXIT_TIMEOUT)) {
        throw PostgresStartException.embedded("an earlier server of it does not end");
      }
    }
  }

  /**
   * Kills all its processes, so that the next start has to recover; returns when they have ended.
   * Does nothing where nothing runs.
   */
  void crash() throws InterruptedException {
    List<ProcessHandle> running = processes.alive();
    running.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle process : running) {
      awaitEnd(process, EXIT_TIMEOUT);
    }
  }

  private void awaitEnd(ProcessHandle process, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (stateOf(process) != ServerProcesses.ProcessState.ENDED && System.nanoTime() < end) {
      Thread.sleep(POLL_MILLIS);
    }
  }

  /**
   * Empties the log when it has grown large. The server adds to the end of the file, wherever that
   * is.
   */
  void trimLog() {
    try (FileChannel log = FileChannel.open(logFile, StandardOpenOption.WRITE)) {
      if (log.size() > MAX_LOG_BYTES) {
        log.truncate(0);
      }
    } catch (IOException unusable) {
      LOG.log(Level.WARNING, "the log of the embedded Postgres cannot be shortened");
    }
  }

  private boolean control(Duration limit, String action, String... arguments)
      throws IOException, InterruptedException {
    String seconds = Long.toString(limit.toSeconds());
    List<String> all =
        new ArrayList<>(List.of(action, "-w", "-s", "-t", seconds, "-D", dataDirectory.toString()));
    all.addAll(List.of(arguments));
    return postgresCommands.run(limit.plus(GRACE), "pg_ctl", all.toArray(String[]::new));
  }

  private boolean awaitNone(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!processes.alive().isEmpty()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return true;
  }
}
