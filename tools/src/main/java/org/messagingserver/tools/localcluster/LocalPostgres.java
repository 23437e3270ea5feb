package org.messagingserver.tools.localcluster;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.messagingserver.postgres.Postgres;
import org.messagingserver.postgres.PostgresSettings;

/** A Postgres that this process runs for all nodes, with durable settings. Its methods block. */
public final class LocalPostgres {
  private static final int CONNECTIONS_PER_NODE = 8;
  private static final int MAX_WAITING = 1000;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final long RETRY_MILLIS = 100;

  private final Vertx vertx;
  private final Postgres postgres;

  private LocalPostgres(Vertx vertx, Postgres postgres) {
    this.vertx = vertx;
    this.postgres = postgres;
  }

  /** Starts Postgres, or throws {@link NodesException}. */
  static LocalPostgres start(Vertx vertx, Path directory, int nodes) throws InterruptedException {
    // The size of our pool determines max_connections; we ourselves need only one.
    int connections = CONNECTIONS_PER_NODE * nodes;
    PostgresSettings settings =
        new PostgresSettings(
            Optional.empty(), connections, directory, MAX_WAITING, TIMEOUT, TIMEOUT, true);
    return new LocalPostgres(vertx, Futures.await(Postgres.open(vertx, settings)));
  }

  /** Connection URI from this machine, with the password. */
  public String uri() {
    return postgres.uri();
  }

  /** Changes a setting that does not need a restart, for as long as the data directory exists. */
  public void set(String name, String value) throws InterruptedException {
    String change = "ALTER SYSTEM SET %s = '%s'".formatted(name, value.replace("'", "''"));
    Futures.await(
        PgConnection.connect(vertx, PgConnectOptions.fromUri(uri()))
            .compose(
                connection ->
                    connection
                        .query(change)
                        .execute()
                        .compose(set -> connection.query("SELECT pg_reload_conf()").execute())
                        .eventually(connection::close)));
  }

  /** Kills Postgres, and waits until it has ended; its supervisor restarts it. */
  public void crash() throws InterruptedException {
    Futures.await(postgres.crash());
  }

  /** Waits until Postgres has recovered and answers. */
  public void awaitRecovery() throws InterruptedException {
    long end = System.nanoTime() + Futures.TIMEOUT.toNanos();
    while (!Futures.await(postgres.database().ping().map(true).otherwise(false))) {
      if (System.nanoTime() > end) {
        throw new NodesException("Postgres has not recovered in time");
      }
      Thread.sleep(RETRY_MILLIS);
    }
  }

  /** Stops Postgres and unlocks its directory. */
  public void close() throws InterruptedException {
    Futures.await(postgres.close());
  }
}
