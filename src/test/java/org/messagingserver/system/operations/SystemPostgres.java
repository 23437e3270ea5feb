package org.messagingserver.system.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Postgres of this system's packages, with its tools: what operators have of their own. */
final class SystemPostgres implements AutoCloseable {
  private static final Path PACKAGES = Path.of("/usr/lib/postgresql");
  private static final long SECONDS = 120;

  private final Path bin;
  private final Path directory;
  private final Path data;
  private final int port;

  private SystemPostgres(Path bin, Path directory, Path data, int port) {
    this.bin = bin;
    this.directory = directory;
    this.data = data;
    this.port = port;
  }

  /** The newest one that is installed, if any is. */
  static Optional<Path> installed() {
    if (!Files.isDirectory(PACKAGES)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(PACKAGES)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(found -> Files.isExecutable(found.resolve("initdb")))
          .max(Comparator.naturalOrder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it in an empty directory. */
  static SystemPostgres start(Path bin, Path directory) {
    Path data = directory.resolve("cluster");
    SystemPostgres postgres = new SystemPostgres(bin, directory, data, freePort());
    postgres.run("initdb", "--pgdata=" + data, "--username=postgres", "--auth=trust", "--no-sync");
    return postgres.started();
  }

  /**
   * Starts it on data that are there.
   *
   * @param directory for its logs
   */
  static SystemPostgres startOn(Path bin, Path directory, Path data) {
    return new SystemPostgres(bin, directory, data, freePort()).started();
  }

  private SystemPostgres started() {
    run(
        "pg_ctl",
        "start",
        "-w",
        "--pgdata=" + data,
        "--log=" + directory.resolve("log"),
        "--options=-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
            .formatted(port));
    return this;
  }

  /** What makes the tools of Postgres go there, as its superuser. */
  Map<String, String> environment() {
    return Map.of(
        "PGHOST",
        "127.0.0.1",
        "PGPORT",
        Integer.toString(port),
        "PGUSER",
        "postgres",
        "PATH",
        bin + ":" + System.getenv("PATH"));
  }

  /** The {@code postgres.uri} for this user, whose password nobody asks for, and database. */
  String uri(String user, String database) {
    return "postgresql://%s:secret@127.0.0.1:%d/%s".formatted(user, port, database);
  }

  /** It refuses to run as root, but not as nobody. */
  private void run(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (new UnixSystem().getUid() == 0) {
      command.addAll(List.of("unshare", "--user"));
    }
    command.add(bin.resolve(program).toString());
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve(program + ".log").toFile())
              .start();
      assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as(program).isTrue();
      assertThat(process.exitValue()).as(() -> logOf(program)).isZero();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private String logOf(String program) {
    try {
      return program + ": " + Files.readString(directory.resolve(program + ".log"));
    } catch (IOException e) {
      return program;
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    run("pg_ctl", "stop", "-m", "immediate", "-w", "--pgdata=" + data);
  }
}
