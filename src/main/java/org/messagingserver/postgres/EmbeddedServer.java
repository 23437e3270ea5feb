package org.messagingserver.postgres;

import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.messagingserver.postgres.ServerConfiguration.Mode;

/**
 * An embedded Postgres, as durable as any: it keeps committed data across crashes of this process,
 * of the database and of the machine, listens on the loopback interface alone, and lets nobody in
 * without the password that it made up. Every method blocks.
 */
final class EmbeddedServer {
  private static final Logger LOG = System.getLogger("org.messagingserver.postgres");

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
    Postmaster postmaster =
        new Postmaster(
            layout.dataDirectory(), layout.log(), postgresCommands, poolSize, Mode.SERVE);
    try {
      EmbeddedServer started = start(layout, lock, postmaster);
      deleteFormer(layout);
      return started;
    } catch (IOException | InterruptedException | RuntimeException failure) {
      postmaster.stop();
      throw failure;
    }
  }

  private static EmbeddedServer start(
      EmbeddedLayout layout, DirectoryLock lock, Postmaster postmaster)
      throws IOException, InterruptedException {
    Postmaster.Started started = postmaster.startAnywhere();
    PostgresSupervisor postgresSupervisor =
        PostgresSupervisor.of(postmaster, started.process(), started.port());
    return new EmbeddedServer(
        lock, postmaster, postgresSupervisor, options(layout, started.port()));
  }

  /** The data that an upgrade has read, and the programs that read them. */
  private static void deleteFormer(EmbeddedLayout layout) {
    try {
      DataUpgrade.discardFormer(layout);
      PostgresBinaries.deleteOthers(layout.directory());
    } catch (IOException failure) {
      LOG.log(
          Level.WARNING,
          "cluster.former or runtime-* of an earlier Postgres in postgres.embeddedDirectory"
              + " cannot be deleted; the next start tries again");
    }
  }

  /** How to reach a server of this directory. */
  static PgConnectOptions options(EmbeddedLayout layout, int port) throws IOException {
    return new PgConnectOptions()
        .setHost(LoopbackPorts.HOST)
        .setPort(port)
        .setUser(DataDirectory.USER)
        .setPassword(Files.readString(layout.password()))
        .setDatabase("postgres");
  }
}
