package org.messagingserver.tools.localcluster;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.messagingserver.postgres.Postgres;
import org.messagingserver.postgres.PostgresSettings;

/** A Postgres of this process for all nodes, as durable as any. Its methods block. */
public final class LocalPostgres {
  private static final int CONNECTIONS_OF_A_NODE = 8;
  private static final int MAX_WAITING = 1000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long AGAIN_MILLIS = 100;

  private final Postgres postgres;

  private LocalPostgres(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Starts it, or fails with {@link NodesException}. */
  static LocalPostgres start(Vertx vertx, Path directory, int nodes) throws InterruptedException {
    // The server takes as many connections as our pool may have, and some; we need but one.
    int connections = CONNECTIONS_OF_A_NODE * nodes;
    PostgresSettings settings =
        new PostgresSettings(
            Optional.empty(), connections, directory, MAX_WAITING, PATIENCE, PATIENCE, true);
    return new LocalPostgres(Futures.until(Postgres.open(vertx, settings)));
  }

  /** The way to it from this machine, password and all. */
  public String uri() {
    return postgres.uri();
  }

  /** Ends it as a crash would, and waits until it has ended; the server restarts it. */
  public void crash() throws InterruptedException {
    Futures.until(postgres.crash());
  }

  /** Waits until it has recovered and answers. */
  public void awaitBack() throws InterruptedException {
    long end = System.nanoTime() + Futures.LONGEST.toNanos();
    while (!Futures.until(postgres.database().ping().map(true).otherwise(false))) {
      if (System.nanoTime() > end) {
        throw new NodesException("Postgres does not come back");
      }
      Thread.sleep(AGAIN_MILLIS);
    }
  }

  /** Stops it, and gives its directory free. */
  public void close() throws InterruptedException {
    Futures.until(postgres.close());
  }
}
