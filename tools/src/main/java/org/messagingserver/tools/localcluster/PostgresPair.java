package org.messagingserver.tools.localcluster;

import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A primary and a standby, whose roles this class changes as an operator or a failover manager
 * does: at most one server takes writes at any time. Its methods block.
 */
public final class PostgresPair implements LocalPostgres {
  private static final String STANDBY = "standby";
  private static final long RETRY_MILLIS = 50;

  private final Vertx vertx;
  private final boolean synchronous;
  private final String userInfo;
  private volatile PostgresServer primary;
  private volatile PostgresServer standby;

  private PostgresPair(
      Vertx vertx,
      boolean synchronous,
      String userInfo,
      PostgresServer primary,
      PostgresServer standby) {
    this.vertx = vertx;
    this.synchronous = synchronous;
    this.userInfo = userInfo;
    this.primary = primary;
    this.standby = standby;
  }

  /**
   * Creates the embedded Postgres, and starts it with a standby.
   *
   * @param synchronous whether commits wait for the standby
   */
  static PostgresPair start(Vertx vertx, ClusterDirectory directory, int nodes, boolean synchronous)
      throws InterruptedException {
    Path embedded = directory.postgres();
    EmbeddedPostgres created = EmbeddedPostgres.start(vertx, embedded, nodes);
    String userInfo = URI.create(created.uri()).getUserInfo();
    created.close();
    int port = FreePorts.consecutive(2);
    PostgresPair pair =
        new PostgresPair(
            vertx,
            synchronous,
            userInfo,
            PostgresServer.of(embedded, directory.postgresData(), port),
            PostgresServer.of(embedded, directory.standbyData(), port + 1));
    pair.primary.start();
    pair.awaitPrimary();
    // The primary keeps what a standby needs that has just been copied.
    pair.setOnPrimary("wal_keep_size", "1GB");
    pair.setOnPrimary("wal_retrieve_retry_interval", "100ms");
    pair.attachStandby();
    return pair;
  }

  @Override
  public String uri() {
    return uri(primary);
  }

  private String uri(PostgresServer server) {
    return String.format(
        Locale.ROOT, "postgresql://%s@127.0.0.1:%d/postgres", userInfo, server.port());
  }

  @Override
  public List<Integer> ports() {
    return List.of(primary.port(), standby.port());
  }

  @Override
  public void set(String name, String value) throws InterruptedException {
    setOnPrimary(name, value);
    Sql.set(vertx, uri(standby), name, value);
  }

  @Override
  public void execute(String statement) throws InterruptedException {
    Sql.execute(vertx, uri(), statement);
  }

  private void setOnPrimary(String name, String value) throws InterruptedException {
    Sql.set(vertx, uri(primary), name, value);
  }

  /** Whether commits wait for the standby. */
  public boolean isSynchronous() {
    return synchronous;
  }

  @Override
  public void crash() throws InterruptedException {
    primary.kill();
    primary.start();
  }

  @Override
  public void awaitRecovery() throws InterruptedException {
    awaitPrimary();
    awaitReplication();
  }

  /** The standby receives nothing from now on, until another one is attached. */
  public void detachStandby() throws InterruptedException {
    Sql.set(vertx, uri(standby), "primary_conninfo", "");
    await(uri(standby), "SELECT count(*) = 0 FROM pg_stat_wal_receiver");
  }

  /** Kills the primary; it does not restart. */
  public void killPrimary() throws InterruptedException {
    primary.kill();
  }

  /** Makes the standby the primary, without a standby. The old primary must have been killed. */
  public void promoteStandby() throws InterruptedException {
    if (primary.isRunning()) {
      throw new IllegalStateException("two servers would take writes");
    }
    Sql.value(vertx, uri(standby), "SELECT pg_promote()");
    PostgresServer old = primary;
    primary = standby;
    standby = old;
    awaitPrimary();
  }

  /** Starts the server that does not run as a standby, with a new copy of the primary's data. */
  public void attachStandby() throws InterruptedException {
    String primaryInfo = uri(primary) + "?application_name=" + STANDBY;
    BaseBackup.take(vertx, uri(primary), primary.data(), standby.data(), primaryInfo);
    standby.start();
    if (synchronous) {
      setOnPrimary("synchronous_standby_names", STANDBY);
    }
    awaitReplication();
  }

  private void awaitPrimary() throws InterruptedException {
    await(uri(primary), "SELECT NOT pg_is_in_recovery()");
  }

  private void awaitReplication() throws InterruptedException {
    await(
        uri(primary),
        String.format(
            Locale.ROOT,
            "SELECT count(*) = 1 FROM pg_stat_replication"
                + " WHERE state = 'streaming' AND sync_state = '%s'",
            synchronous ? "sync" : "async"));
    // Commits of the time without a standby have waited for none.
    Object end = Sql.value(vertx, uri(primary), "SELECT pg_current_wal_lsn()::text");
    await(uri(primary), "SELECT flush_lsn >= '" + end + "' FROM pg_stat_replication");
  }

  private void await(String uri, String condition) throws InterruptedException {
    long end = System.nanoTime() + Futures.TIMEOUT.toNanos();
    while (!holds(uri, condition)) {
      if (System.nanoTime() > end) {
        throw new NodesException("Postgres has not recovered in time: " + condition);
      }
      Thread.sleep(RETRY_MILLIS);
    }
  }

  private boolean holds(String uri, String condition) throws InterruptedException {
    try {
      return Sql.value(vertx, uri, condition).equals(true);
    } catch (NodesException notYet) {
      return false;
    }
  }

  @Override
  public void close() throws InterruptedException {
    for (PostgresServer server : List.of(standby, primary)) {
      if (server.isRunning()) {
        server.stop();
      }
    }
  }
}
