package org.messagingserver.postgres;

import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One embedded server for all tests of this JVM, started with the first database that is asked for
 * and gone with the JVM. What an earlier, killed JVM left is cleared away.
 */
public final class TestPostgres {
  private static final String PREFIX = "test-postgres-";
  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final Path DIRECTORY = TARGET.resolve(PREFIX + ProcessHandle.current().pid());
  private static final Path SHARED = TARGET.resolve("test-postgres-binaries");
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private TestPostgres() {}

  /** Makes an empty database; says where it is. */
  public static String newDatabaseUri() {
    String name =
        "test_%d_%d".formatted(ProcessHandle.current().pid(), DATABASES.incrementAndGet());
    execute("CREATE DATABASE " + name);
    return uri(name);
  }

  /** Of the server that {@code postgres.test.uri} names, for other versions, or of our own. */
  private static PgConnectOptions options() {
    String given = System.getProperty("postgres.test.uri");
    return given == null ? Holder.SERVER.options() : ConnectionUri.options(given);
  }

  /** Runs a statement as the server's superuser, outside of any test's database. */
  public static void execute(String sql) {
    try (Connection connection = JdbcSource.of(options(), Optional.empty()).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }

  /** Has new connections find the server with or without TLS; returns when they do. */
  public static void encrypted(boolean on) {
    execute("ALTER SYSTEM SET ssl = " + (on ? "on" : "off"));
    execute("SELECT pg_reload_conf()");
    while (isEncrypted() != on) {
      Thread.onSpinWait();
    }
  }

  /** Asks as the driver does: whether the server takes up TLS. */
  private static boolean isEncrypted() {
    PgConnectOptions options = options();
    try (Socket socket = new Socket(options.getHost(), options.getPort())) {
      socket.getOutputStream().write(new byte[] {0, 0, 0, 8, 4, (byte) 0xd2, 22, 47});
      return socket.getInputStream().read() == 'S';
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A connection of a test's own to a database that {@link #newDatabaseUri} made. */
  public static Connection connect(String uri) throws SQLException {
    return JdbcSource.of(ConnectionUri.options(uri), Optional.empty()).getConnection();
  }

  /** Where the server's database of this name is, if there is one. */
  static String uri(String database) {
    PgConnectOptions options = options();
    return "postgresql://%s:%s@%s:%d/%s"
        .formatted(
            options.getUser(),
            options.getPassword(),
            options.getHost(),
            options.getPort(),
            database);
  }

  /** Settings for a server of a test's own, which shares the unpacked binaries. */
  static PostgresSettings embeddedIn(Path directory) throws IOException {
    linkBinaries(directory);
    return settings(Optional.empty(), directory);
  }

  /** Settings for a database that is reached by its uri. */
  public static PostgresSettings settings(String uri) {
    return settings(Optional.of(uri), DIRECTORY);
  }

  private static PostgresSettings settings(Optional<String> uri, Path directory) {
    return settings(uri, directory, 4);
  }

  private static PostgresSettings settings(Optional<String> uri, Path directory, int connections) {
    return new PostgresSettings(
        uri, connections, directory, 1000, Duration.ofSeconds(15), Duration.ofSeconds(30), true);
  }

  private static Path unpacked() throws IOException {
    try (FileChannel file = lockFile()) {
      file.lock();
      return PostgresBinaries.forThisSystem().unpacked(SHARED);
    }
  }

  /** Another JVM of the same run may be at the same; the lock ends with its file. */
  private static FileChannel lockFile() throws IOException {
    Files.createDirectories(SHARED);
    return FileChannel.open(
        SHARED.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** Unpacking takes seconds, so one copy serves every directory and every run of the tests. */
  public static synchronized void linkBinaries(Path directory) throws IOException {
    Path home = unpacked();
    Path link = Files.createDirectories(directory).resolve(home.getFileName());
    if (!Files.exists(link)) {
      Files.createSymbolicLink(link, home);
    }
  }

  private static final class Holder {
    static final EmbeddedServer SERVER = start();

    private static EmbeddedServer start() {
      try {
        clearAbandoned();
        linkBinaries(DIRECTORY);
        // As many connections as the pools of several nodes and tests want at once.
        EmbeddedServer server = EmbeddedServer.start(settings(Optional.empty(), DIRECTORY, 200));
        List<ProcessHandle> processes = new ServerProcesses(DIRECTORY.resolve("cluster")).alive();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, processes)));
        return server;
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      } catch (InterruptedException interrupted) {
        throw new AssertionError(interrupted);
      }
    }

    /**
     * Nothing of it is to be kept, so its last checkpoint need not wait for the disk. A fuzzer,
     * which looks into whatever is called, may refuse all of it, but not that the process ends.
     */
    private static void end(EmbeddedServer server, List<ProcessHandle> processes) {
      try {
        execute("ALTER SYSTEM SET fsync = off");
        execute("SELECT pg_reload_conf()");
        server.close();
        AtomicDirectories.delete(DIRECTORY);
      } catch (IOException | InterruptedException failure) {
        throw new AssertionError(failure);
      } finally {
        processes.forEach(ProcessHandle::destroyForcibly);
      }
    }

    private static void clearAbandoned() throws IOException {
      try (FileChannel file = lockFile();
          DirectoryStream<Path> all = Files.newDirectoryStream(TARGET, PREFIX + "[0-9]*")) {
        file.lock();
        for (Path directory : all) {
          String pid = directory.getFileName().toString().substring(PREFIX.length());
          if (ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
            new ServerProcesses(directory.resolve("cluster"))
                .alive()
                .forEach(ProcessHandle::destroyForcibly);
            AtomicDirectories.delete(directory);
          }
        }
      }
    }
  }
}
