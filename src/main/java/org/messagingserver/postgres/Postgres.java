package org.messagingserver.postgres;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The database, ready for use: reachable, durable, its tables up to date. Without {@code
 * postgres.uri} it is an embedded server, which lives between {@link #open} and {@link #close}.
 */
public final class Postgres {
  private static final long CLOSE_SECONDS = 5;

  private final Vertx vertx;
  private final Database database;
  private final Optional<EmbeddedServer> server;
  private final ShutdownHook shutdownHook;
  private final PostgresSettings settings;

  private Postgres(
      Vertx vertx,
      Database database,
      Optional<EmbeddedServer> server,
      ShutdownHook shutdownHook,
      PostgresSettings settings) {
    this.vertx = vertx;
    this.database = database;
    this.server = server;
    this.shutdownHook = shutdownHook;
    this.settings = settings;
  }

  /**
   * Opens the database that the settings name, or starts one. Called by a verticle it stays open
   * until that verticle has stopped, also when Vert.x is closed.
   *
   * @return fails with {@link PostgresStartException}; nothing is left running then
   */
  public static Future<Postgres> open(
      Vertx vertx, PostgresSettings settings, MeterRegistry registry) {
    ShutdownHook shutdownHook = ShutdownHook.arm(vertx);
    // Vert.x warns each second of a task of its common pool that takes more than a minute.
    WorkerExecutor starting =
        vertx.createSharedWorkerExecutor("postgres-start", 1, 1, TimeUnit.DAYS);
    return starting
        .executeBlocking(() -> ownServer(settings, shutdownHook), false)
        .eventually(starting::close)
        .onFailure(failed -> shutdownHook.disarm())
        .compose(
            server -> connect(vertx, settings, server, shutdownHook, new PoolMeters(registry)));
  }

  /** The same, without meters. */
  public static Future<Postgres> open(Vertx vertx, PostgresSettings settings) {
    return open(vertx, settings, new CompositeMeterRegistry());
  }

  /**
   * Brings the tables of the database that the settings name up to date, also where a start would
   * only check them, and leaves the database then.
   *
   * @param progress receives a line for each step, on another thread
   * @return the version that the tables have now; fails with {@link PostgresStartException}
   */
  public static Future<String> migrate(
      Vertx vertx, PostgresSettings settings, Consumer<String> progress) {
    if (settings.uri().isEmpty()) {
      return Future.failedFuture(
          new PostgresStartException(
              "postgres.uri", "none is set; the server's own Postgres is seen to at its start"));
    }
    Connector connector =
        Connector.to(
            ConnectionUri.of(settings.uri().get()),
            settings,
            new PoolMeters(new CompositeMeterRegistry()));
    Database database = connector.database(vertx);
    return new StartupCheck(vertx, database, settings)
        .await()
        .compose(
            ready ->
                vertx.executeBlocking(() -> migrations(connector, settings).run(progress), false))
        .eventually(database::close);
  }

  /** For statements. */
  public Database database() {
    return database;
  }

  /**
   * The {@code postgres.uri} for other processes, on this machine where the server is our own. It
   * holds the password, and is to be shown to nobody.
   */
  public String uri() {
    return server.map(EmbeddedServer::uri).orElseGet(() -> settings.uri().orElseThrow());
  }

  /**
   * Ends an embedded server as a crash would, whatever runs on it; it is restarted on the same
   * port.
   *
   * @return succeeds when the old one has ended, fails where the server is not our own
   */
  public Future<Void> crash() {
    return server
        .map(own -> vertx.executeBlocking(() -> crash(own), false))
        .orElseGet(() -> Future.failedFuture(new IllegalStateException("not our own server")));
  }

  /** Closes the connections, each after its statement, then stops the server if it is our own. */
  public Future<Void> close() {
    return database
        .close()
        .timeout(CLOSE_SECONDS, TimeUnit.SECONDS)
        .eventually(() -> vertx.executeBlocking(this::stopServer, false));
  }

  private static Optional<EmbeddedServer> ownServer(
      PostgresSettings settings, ShutdownHook shutdownHook) throws InterruptedException {
    return settings.uri().isPresent()
        ? Optional.empty()
        : Optional.of(shutdownHook.start(settings));
  }

  private static Future<Postgres> connect(
      Vertx vertx,
      PostgresSettings settings,
      Optional<EmbeddedServer> server,
      ShutdownHook shutdownHook,
      PoolMeters meters) {
    Connector connector =
        server
            .map(own -> Connector.to(own.options(), settings, meters))
            .orElseGet(
                () ->
                    Connector.to(ConnectionUri.of(settings.uri().orElseThrow()), settings, meters));
    Database database = connector.database(vertx);
    return new Postgres(vertx, database, server, shutdownHook, settings).prepare(connector);
  }

  private Future<Postgres> prepare(Connector connector) {
    StartupCheck startupCheck = new StartupCheck(vertx, database, settings);
    return startupCheck
        .await()
        .compose(ready -> server.isPresent() ? Future.succeededFuture() : startupCheck.awaitPool())
        .compose(
            ready ->
                vertx.executeBlocking(() -> prepareSchema(migrations(connector, settings)), false))
        .map(this)
        .recover(failure -> close().otherwiseEmpty().compose(done -> Future.failedFuture(failure)));
  }

  private Void prepareSchema(Migrations migrations) {
    if (settings.migrate()) {
      migrations.run(line -> {});
    } else {
      migrations.check();
    }
    return null;
  }

  private static Migrations migrations(Connector connector, PostgresSettings settings) {
    Optional<Path> certificate =
        settings.uri().map(ConnectionUri::of).flatMap(ConnectionUri::certificateFile);
    return new Migrations(JdbcSource.of(connector.reached(), certificate), settings.key());
  }

  private static Void crash(EmbeddedServer own) throws InterruptedException {
    own.crash();
    return null;
  }

  private Void stopServer() throws IOException, InterruptedException {
    if (server.isPresent()) {
      server.get().close();
    }
    shutdownHook.disarm();
    return null;
  }
}
