package org.messagingserver.postgres;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;

/**
 * The database that the settings name, for a command that does one thing to it: reached where it
 * runs; started where it is ours and does not run, and stopped again then. Every method blocks.
 */
final class CommandDatabase implements AutoCloseable {
  private final Connector connector;
  private final PostgresSettings settings;
  private final Optional<EmbeddedServer> started;
  private final Optional<ShutdownHook> shutdownHook;

  private CommandDatabase(
      Connector connector,
      PostgresSettings settings,
      Optional<EmbeddedServer> started,
      Optional<ShutdownHook> shutdownHook) {
    this.connector = connector;
    this.settings = settings;
    this.started = started;
    this.shutdownHook = shutdownHook;
  }

  /**
   * The one that is there.
   *
   * @throws PostgresStartException if it is absent or does not answer
   */
  static CommandDatabase existing(Vertx vertx, PostgresSettings settings)
      throws InterruptedException {
    Optional<Connector> running =
        settings.uri().isPresent()
            ? settings.uri().map(uri -> Connector.to(ConnectionUri.of(uri), settings, unmeasured()))
            : EmbeddedServer.running(settings).map(options -> connectorTo(options, settings));
    return running.isPresent()
        ? new CommandDatabase(running.get(), settings, Optional.empty(), Optional.empty())
            .awaitReady(vertx)
        : startEmbedded(vertx, settings);
  }

  /** The same, but an embedded one is created if absent, and nobody else uses it meanwhile. */
  static CommandDatabase exclusive(Vertx vertx, PostgresSettings settings)
      throws InterruptedException {
    return settings.uri().isPresent() ? existing(vertx, settings) : startEmbedded(vertx, settings);
  }

  private static CommandDatabase startEmbedded(Vertx vertx, PostgresSettings settings)
      throws InterruptedException {
    ShutdownHook shutdownHook = ShutdownHook.arm(vertx);
    Runtime.getRuntime().addShutdownHook(new Thread(vertx::close, "command-end"));
    EmbeddedServer server = shutdownHook.start(settings);
    return new CommandDatabase(
            connectorTo(server.options(), settings),
            settings,
            Optional.of(server),
            Optional.of(shutdownHook))
        .awaitReady(vertx);
  }

  private static Connector connectorTo(PgConnectOptions options, PostgresSettings settings) {
    return Connector.to(options, settings, unmeasured());
  }

  private static PoolMeters unmeasured() {
    return new PoolMeters(new CompositeMeterRegistry());
  }

  DataSource source() {
    return JdbcSource.of(
        connector.reached(),
        settings.uri().map(ConnectionUri::of).flatMap(ConnectionUri::certificateFile));
  }

  Migrations migrations() {
    return new Migrations(source(), settings.key());
  }

  private CommandDatabase awaitReady(Vertx vertx) throws InterruptedException {
    Database database = connector.database(vertx);
    try {
      new StartupCheck(vertx, database, settings)
          .await()
          .eventually(database::close)
          .toCompletionStage()
          .toCompletableFuture()
          .get();
      return this;
    } catch (ExecutionException failure) {
      close();
      throw failure.getCause() instanceof PostgresStartException refused
          ? refused
          : new PostgresStartException(settings.key(), "the database does not answer");
    }
  }

  /** Stops what was started. */
  @Override
  public void close() {
    try {
      if (started.isPresent()) {
        started.get().close();
      }
    } catch (IOException failure) {
      throw PostgresStartException.embedded("its Postgres may have been left running");
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    } finally {
      shutdownHook.ifPresent(ShutdownHook::disarm);
    }
  }
}
