package org.messagingserver.tools.bench;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.messagingserver.postgres.Database;
import org.messagingserver.postgres.Postgres;
import org.messagingserver.postgres.PostgresSettings;
import org.messagingserver.tools.bench.load.Await;

/** The Postgres that servers and baselines share, with the server's durable settings. */
final class SharedPostgres implements AutoCloseable {
  private static final int CONNECTIONS = 40;
  private static final int MAX_WAITING = 10_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Postgres postgres;
  private final ProcessHandle postmaster;

  private SharedPostgres(Postgres postgres, ProcessHandle postmaster) {
    this.postgres = postgres;
    this.postmaster = postmaster;
  }

  /** Starts Postgres, with its data in this directory. */
  static SharedPostgres start(Vertx vertx, Path directory) {
    PostgresSettings settings =
        new PostgresSettings(
            Optional.empty(), CONNECTIONS, directory, MAX_WAITING, TIMEOUT, TIMEOUT, true);
    Postgres postgres = Await.result(Postgres.open(vertx, settings));
    return new SharedPostgres(postgres, postmaster(directory));
  }

  private static ProcessHandle postmaster(Path directory) {
    try (Stream<Path> files = Files.walk(directory, 2)) {
      Path file = files.filter(path -> path.endsWith("postmaster.pid")).findFirst().orElseThrow();
      long pid = Long.parseLong(Files.readAllLines(file).get(0).strip());
      return ProcessHandle.of(pid).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connection URI for the servers, with the password. */
  String uri() {
    return postgres.uri();
  }

  /** Database for baselines, with the same pool as the servers. */
  Database database() {
    return postgres.database();
  }

  /** Runs a statement, and waits for it. */
  RowSet<Row> run(String sql) {
    return Await.result(database().query(sql, Tuple.tuple()));
  }

  /** The single number that a statement returns. */
  int number(String sql) {
    return run(sql).iterator().next().getInteger(0);
  }

  /** Bytes written to the write-ahead log so far. */
  long walBytes() {
    return run("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint").iterator().next().getLong(0);
  }

  /** CPU time used so far by all its processes. */
  long cpuMicros() {
    return CpuTime.microsOfTree(postmaster);
  }

  @Override
  public void close() {
    Await.result(postgres.close());
  }
}
