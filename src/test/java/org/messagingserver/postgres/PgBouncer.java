package org.messagingserver.postgres;

import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A PgBouncer of this machine in front of the tests' Postgres, with few connections to it. */
final class PgBouncer implements AutoCloseable {
  private final Process process;
  private final String uri;

  private PgBouncer(Process process, String uri) {
    this.process = process;
    this.uri = uri;
  }

  static boolean isInstalled() {
    return program().isPresent();
  }

  /** Debian keeps it away from the path of those who are not root. */
  private static Optional<Path> program() {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":", -1)), Stream.of("/usr/sbin", "/sbin"))
        .map(directory -> Path.of(directory, "pgbouncer"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * @param mode its {@code pool_mode}
   * @param more lines of its configuration
   */
  static PgBouncer start(Path directory, String mode, String more) throws IOException {
    Files.createDirectories(directory);
    String uri = TestPostgres.newDatabaseUri();
    PgConnectOptions target = ConnectionUri.options(uri);
    int port = LoopbackPorts.anyFree();
    Path users =
        Files.writeString(
            directory.resolve("users.txt"),
            "\"%s\" \"%s\"\n".formatted(target.getUser(), target.getPassword()));
    Path file =
        Files.writeString(
            directory.resolve("pgbouncer.ini"),
            """
            [databases]
            * = host=127.0.0.1 port=%s
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = %s
            unix_socket_dir =
            auth_type = scram-sha-256
            auth_file = %s
            pool_mode = %s
            default_pool_size = 8
            %s
            """
                .formatted(
                    Integer.toString(target.getPort()), Integer.toString(port), users, mode, more));
    Process process = run(file);
    awaitListening(process, port);
    return new PgBouncer(process, uri.replace(":" + target.getPort() + "/", ":" + port + "/"));
  }

  /** It refuses to be root, and is not where nobody has a name for it. */
  private static Process run(Path file) throws IOException {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "--user"));
    }
    command.addAll(List.of(program().orElseThrow().toString(), file.toString()));
    return new ProcessBuilder(command)
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.DISCARD)
        .start();
  }

  private static void awaitListening(Process process, int port) {
    while (true) {
      try (Socket listening = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (listening.isConnected()) {
          return;
        }
      } catch (IOException notYet) {
        if (!process.isAlive()) {
          throw new AssertionError("PgBouncer did not start");
        }
        Thread.onSpinWait();
      }
    }
  }

  String uri() {
    return uri;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
