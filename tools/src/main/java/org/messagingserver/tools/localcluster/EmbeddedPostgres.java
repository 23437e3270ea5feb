package org.messagingserver.tools.localcluster;

import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.messagingserver.postgres.Postgres;
import org.messagingserver.postgres.PostgresSettings;

/** The server's embedded Postgres, in this process. It restarts itself after a crash. */
final class EmbeddedPostgres implements LocalPostgres {
  private static final int CONNECTIONS_PER_NODE = 8;
  private static final int MAX_WAITING = 1000;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final long RETRY_MILLIS = 100;

  private final Vertx vertx;
  private final Postgres postgres;

  private EmbeddedPostgres(Vertx vertx, Postgres postgres) {
    this.vertx = vertx;
    this.postgres = postgres;
  }

  /** Starts Postgres, or throws {@link NodesException}. */
  static EmbeddedPostgres start(Vertx vertx, Path directory, int nodes)
      throws InterruptedException {
    // The size of our pool determines max_connections; we ourselves need only one.
    int connections = CONNECTIONS_PER_NODE * nodes;
    PostgresSettings settings =
        new PostgresSettings(
            Optional.empty(), connections, directory, MAX_WAITING, TIMEOUT, TIMEOUT, true);
    return new EmbeddedPostgres(vertx, Futures.await(Postgres.open(vertx, settings)));
  }

  @Override
  public String uri() {
    return postgres.uri();
  }

  @Override
  public List<Integer> ports() {
    return List.of(URI.create(uri()).getPort());
  }

  @Override
  public void set(String name, String value) throws InterruptedException {
    Sql.set(vertx, uri(), name, value);
  }

  @Override
  public void execute(String statement) throws InterruptedException {
    Sql.execute(vertx, uri(), statement);
  }

  @Override
  public void crash() throws InterruptedException {
    Futures.await(postgres.crash());
  }

  @Override
  public void awaitRecovery() throws InterruptedException {
    long end = System.nanoTime() + Futures.TIMEOUT.toNanos();
    while (!Futures.await(postgres.database().ping().map(true).otherwise(false))) {
      if (System.nanoTime() > end) {
        throw new NodesException("Postgres has not recovered in time");
      }
      Thread.sleep(RETRY_MILLIS);
    }
  }

  @Override
  public void close() throws InterruptedException {
    Futures.await(postgres.close());
  }
}
