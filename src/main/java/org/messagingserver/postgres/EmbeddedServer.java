package org.messagingserver.postgres;

import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * An embedded Postgres, as durable as any: it keeps committed data across crashes of this process,
 * of the database and of the machine, listens on the loopback interface alone, and lets nobody in
 * without the password that it made up. Every method blocks.
 */
final class EmbeddedServer {
  private static final int PORTS_TO_TRY = 3;

  private final DirectoryLock lock;
  private final Postmaster postmaster;
  private final PostgresSupervisor postgresSupervisor;
  private final PgConnectOptions options;

  private EmbeddedServer(
      DirectoryLock lock,
      Postmaster postmaster,
      PostgresSupervisor postgresSupervisor,
      PgConnectOptions options) {
    this.lock = lock;
    this.postmaster = postmaster;
    this.postgresSupervisor = postgresSupervisor;
    this.options = options;
  }

  /**
   * Starts it, from whatever state its directory is in.
   *
   * @throws PostgresStartException when it cannot be started; nothing is left running then
   */
  static EmbeddedServer start(PostgresSettings settings) throws InterruptedException {
    PostgresBinaries postgresBinaries = PostgresBinaries.forThisSystem();
    try {
      EmbeddedLayout layout = EmbeddedLayout.create(settings.embeddedDirectory());
      DirectoryLock lock = DirectoryLock.take(layout.lock());
      try {
        return start(layout, lock, postgresBinaries, settings.poolSize());
      } catch (IOException | InterruptedException | RuntimeException failure) {
        lock.close();
        throw failure;
      }
    } catch (IOException failure) {
      throw PostgresStartException.embedded(
          "cannot be used (" + failure.getClass().getSimpleName() + ")");
    }
  }

  /**
   * How to reach the one that another process runs there; empty where none does.
   *
   * @throws PostgresStartException when there is no database there, or it is just coming up
   */
  static Optional<PgConnectOptions> running(PostgresSettings settings) {
    try {
      EmbeddedLayout layout = EmbeddedLayout.existing(settings.embeddedDirectory());
      return DirectoryLock.isFree(layout.lock())
          ? Optional.empty()
          : Optional.of(options(layout, portIn(layout)));
    } catch (IOException failure) {
      throw PostgresStartException.embedded(
          "holds no database that can be read (" + failure.getClass().getSimpleName() + ")");
    }
  }

  private static int portIn(EmbeddedLayout layout) throws IOException {
    return new ServerProcesses(layout.dataDirectory())
        .port()
        .orElseThrow(
            () -> PostgresStartException.embedded("is just starting or stopping; try again"));
  }

  /** How to reach it, for as long as it lives. */
  PgConnectOptions options() {
    return new PgConnectOptions(options);
  }

  /** The same for other processes of this machine, password and all. */
  String uri() {
    return String.format(
        Locale.ROOT,
        "postgresql://%s:%s@%s:%d/%s",
        options.getUser(),
        options.getPassword(),
        options.getHost(),
        options.getPort(),
        options.getDatabase());
  }

  /** Ends it as a crash would; the supervisor starts it again. */
  void crash() throws InterruptedException {
    postmaster.crash();
  }

  /** Stops it cleanly, and gives its directory free. */
  void close() throws IOException, InterruptedException {
    postgresSupervisor.close();
    try {
      postmaster.stop();
    } finally {
      lock.close();
    }
  }

  private static EmbeddedServer start(
      EmbeddedLayout layout, DirectoryLock lock, PostgresBinaries postgresBinaries, int poolSize)
      throws IOException, InterruptedException {
    Path home = postgresBinaries.unpacked(layout.directory());
    PostgresCommands postgresCommands = PostgresCommands.verified(home, layout.log());
    DataDirectory.prepare(layout, postgresCommands);
    Postmaster postmaster = new Postmaster(layout, postgresCommands, poolSize);
    try {
      return startOnFreePort(layout, lock, postmaster);
    } catch (IOException | InterruptedException | RuntimeException failure) {
      postmaster.stop();
      throw failure;
    }
  }

  private static EmbeddedServer startOnFreePort(
      EmbeddedLayout layout, DirectoryLock lock, Postmaster postmaster)
      throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      int port = LoopbackPorts.anyFree();
      try {
        ProcessHandle running = postmaster.start(port);
        PostgresSupervisor postgresSupervisor = PostgresSupervisor.of(postmaster, running, port);
        return new EmbeddedServer(lock, postmaster, postgresSupervisor, options(layout, port));
      } catch (PostgresStartException failure) {
        if (attempt == PORTS_TO_TRY || LoopbackPorts.isFree(port)) {
          throw failure;
        }
      }
    }
  }

  private static PgConnectOptions options(EmbeddedLayout layout, int port) throws IOException {
    return new PgConnectOptions()
        .setHost(LoopbackPorts.HOST)
        .setPort(port)
        .setUser(DataDirectory.USER)
        .setPassword(Files.readString(layout.password()))
        .setDatabase("postgres");
  }
}
