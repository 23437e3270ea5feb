package org.messagingserver.postgres;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Makes the pool: connections that are durable, that notice a silent server, and that are few. */
final class Connector {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** After the server's own timeout, so that where the server still speaks its word comes first. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** After a failover the same host may be another one. */
  private static final Duration LIFETIME = Duration.ofMinutes(10);

  /** Longer than any statement of ours: each one is to be prepared once on a connection. */
  private static final int LONGEST_STATEMENT = 16_384;

  private final PgConnectOptions options;
  private final PostgresSettings settings;
  private final PoolMeters meters;

  Connector(PgConnectOptions options, PostgresSettings settings, PoolMeters meters) {
    this.options = options;
    this.settings = settings;
    this.meters = meters;
  }

  /**
   * Vert.x closes a pool together with the context that made it: one of a verticle after that
   * verticle's stop, so that a stop may still store things; one without a context before all else.
   */
  Database database(Vertx vertx) {
    return new Database(
        vertx, pool(vertx), settings.poolSize(), settings.maxWaiting(), settings.timeout());
  }

  private Pool pool(Vertx vertx) {
    return PgBuilder.pool()
        .connectingTo(session())
        .with(poolOptions())
        .with(transport())
        .using(meters.on(vertx))
        .build();
  }

  /**
   * A statement keeps the plan of its first runs, and for tables that are empty yet that would be
   * to read them whole. Every statement of ours has an index to go by, and the same one whatever
   * its parameters are: to plan it anew for them, as Postgres would where a limit is a parameter,
   * costs several times what the statement itself does.
   */
  private PgConnectOptions session() {
    String timeout = Long.toString(settings.timeout().toMillis());
    return new PgConnectOptions(options)
        .setCachePreparedStatements(true)
        .setPreparedStatementCacheSqlLimit(LONGEST_STATEMENT)
        .setPipeliningLimit(1)
        .addProperty("application_name", "messaging-server")
        .addProperty("client_encoding", "utf8")
        .addProperty("DateStyle", "ISO")
        .addProperty("synchronous_commit", "on")
        .addProperty("enable_seqscan", "off")
        .addProperty("plan_cache_mode", "force_generic_plan")
        .addProperty("statement_timeout", timeout)
        .addProperty("idle_in_transaction_session_timeout", timeout);
  }

  /** Spreads connections over the event loops, whichever of them ask first after a restart. */
  private PoolOptions poolOptions() {
    return new PoolOptions()
        .setMaxSize(settings.poolSize())
        .setMaxWaitQueueSize(settings.maxWaiting())
        .setConnectionTimeout(Math.toIntExact(settings.timeout().toMillis()))
        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout(Math.toIntExact(settings.timeout().toMillis() / 2))
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setMaxLifetime(Math.toIntExact(LIFETIME.toMillis()))
        .setMaxLifetimeUnit(TimeUnit.MILLISECONDS)
        .setEventLoopSize(settings.poolSize());
  }

  /**
   * The pool lets go of a connection that nobody uses long before it is silent for too long, so
   * silence means a statement without an answer.
   */
  private NetClientOptions transport() {
    return new NetClientOptions()
        .setTcpKeepAlive(true)
        .setConnectTimeout(Math.toIntExact(CONNECT.toMillis()))
        .setIdleTimeout(Math.toIntExact(settings.timeout().plus(GRACE).toMillis()))
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
  }
}
