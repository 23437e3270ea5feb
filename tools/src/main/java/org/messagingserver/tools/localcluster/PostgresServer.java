package org.messagingserver.tools.localcluster;

import com.sun.security.auth.module.UnixSystem;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server of Postgres with its data directory, a child process of this one that may be killed. */
final class PostgresServer {
  private static final long STOP_SECONDS = 20;
  private static final long POLL_MILLIS = 20;

  private final Path postgres;
  private final Path data;
  private final int port;
  private Process process;

  private PostgresServer(Path postgres, Path data, int port) {
    this.postgres = postgres;
    this.data = data;
    this.port = port;
  }

  /**
   * A server that does not run yet.
   *
   * @param embedded the directory of an embedded Postgres, for its programs
   */
  static PostgresServer of(Path embedded, Path data, int port) {
    try (Stream<Path> entries = Files.list(embedded)) {
      return entries
          .filter(entry -> entry.getFileName().toString().startsWith("runtime-"))
          .map(runtime -> runtime.resolve("bin").resolve("postgres"))
          .filter(Files::isExecutable)
          .map(postgres -> new PostgresServer(postgres, data, port))
          .findFirst()
          .orElseThrow(() -> new NodesException("there is no Postgres in " + embedded));
    } catch (IOException e) {
      throw new NodesException(embedded + " cannot be read");
    }
  }

  /** Its data directory. */
  Path data() {
    return data;
  }

  /** The port that it listens on. */
  int port() {
    return port;
  }

  /** Whether it runs. */
  boolean isRunning() {
    return process != null && process.isAlive();
  }

  /** Starts it, without waiting until it answers. */
  void start() {
    try {
      process = builder().start();
    } catch (IOException e) {
      throw new NodesException("Postgres cannot be started in " + data);
    }
  }

  private ProcessBuilder builder() {
    List<String> command = new ArrayList<>(List.of("setsid"));
    // Postgres refuses to run as root; in a user namespace it does not see that it does.
    if (new UnixSystem().getUid() == 0) {
      command.addAll(List.of("unshare", "--user"));
    }
    command.addAll(
        List.of(postgres.toString(), "-D", data.toString(), "-p", Integer.toString(port)));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(data.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(Redirect.appendTo(data.resolveSibling("server.log").toFile()))
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().putAll(Map.of("LC_ALL", "C", "TZ", "UTC"));
    return builder;
  }

  /** Kills all its processes as a crash of the machine would, and waits until they have ended. */
  void kill() throws InterruptedException {
    // A stopped server starts no further processes.
    UnixSignal.STOP.send(process.toHandle());
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    process.waitFor();
    while (all.stream().anyMatch(PostgresServer::runs)) {
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** A process that has ended, but that its parent does not ask about, has no program. */
  private static boolean runs(ProcessHandle one) {
    return Files.exists(Path.of("/proc", Long.toString(one.pid()), "exe"));
  }

  /** Ends its connections and stops it in order, and kills it if that takes longer. */
  void stop() throws InterruptedException {
    UnixSignal.INT.send(process.toHandle());
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      kill();
    }
  }
}
