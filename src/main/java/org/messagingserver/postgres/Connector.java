package org.messagingserver.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.impl.PgConnectionFactory;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.messagingserver.postgres.ConnectionUri.HostPort;

/** Makes the pool: connections that are durable, that notice a silent server, and that are few. */
final class Connector {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** After the server's own timeout, so that where the server still speaks its word comes first. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** After a failover the same host may be another one. */
  private static final Duration LIFETIME = Duration.ofMinutes(10);

  /** Longer than any statement of ours: each one is to be prepared once on a connection. */
  private static final int MAX_STATEMENT_CHARS = 16_384;

  private final PgConnectOptions options;
  private final List<HostPort> hosts;
  private final boolean requiresWritable;
  private final PostgresSettings settings;
  private final PoolMeters meters;
  private final AtomicReference<ResolvedAddressOptions> lastReached = new AtomicReference<>();

  private Connector(
      PgConnectOptions options,
      List<HostPort> hosts,
      boolean requiresWritable,
      PostgresSettings settings,
      PoolMeters meters) {
    this.options = options;
    this.hosts = hosts;
    this.requiresWritable = requiresWritable;
    this.settings = settings;
    this.meters = meters;
  }

  /** To the database that a uri names. */
  static Connector to(ConnectionUri uri, PostgresSettings settings, PoolMeters meters) {
    return new Connector(uri.options(), uri.hosts(), uri.needsWritable(), settings, meters);
  }

  /** To a database with one host. */
  static Connector to(PgConnectOptions options, PostgresSettings settings, PoolMeters meters) {
    List<HostPort> host = List.of(new HostPort(options.getHost(), options.getPort()));
    return new Connector(options, host, false, settings, meters);
  }

  /**
   * Vert.x closes a pool together with the context that made it: one of a verticle after that
   * verticle's stop, so that a stop may still store things; one without a context before all else.
   */
  Database database(Vertx vertx) {
    return new Database(
        vertx,
        new LivePool(() -> pool(vertx)),
        settings.poolSize(),
        settings.maxWaiting(),
        settings.timeout());
  }

  /** Where the database was found last: other connections are to go there. */
  PgConnectOptions reached() {
    return Optional.<PgConnectOptions>ofNullable(lastReached.get()).orElse(options);
  }

  private Pool pool(Vertx vertx) {
    PgConnectOptions session = session();
    return new MultiHostDriver()
        .createPool(
            meters.on(vertx),
            () -> Future.succeededFuture(session),
            poolOptions(),
            transport(),
            null);
  }

  /** The driver, except for how it finds the database. */
  private final class MultiHostDriver extends PgDriver {
    @Override
    public PgConnectionFactory createConnectionFactory(Vertx vertx, NetClientOptions transport) {
      return new MultiHostConnectionFactory(
          (VertxInternal) vertx, transport, hosts, requiresWritable, lastReached);
    }
  }

  private PgConnectOptions session() {
    return options.getUseLayer7Proxy() ? pooledSession() : ownSession();
  }

  /**
   * Nothing of it is kept by the session, which others use as well: no settings but those that
   * PgBouncer keeps apart, and each statement is prepared with each of its runs.
   */
  private PgConnectOptions pooledSession() {
    Map<String, String> properties = new HashMap<>(options.getProperties());
    properties.remove("extra_float_digits");
    return new PgConnectOptions(options)
        .setUseLayer7Proxy(true)
        .setProperties(properties)
        .setPipeliningLimit(1)
        .addProperty("application_name", "messaging-server")
        .addProperty("client_encoding", "utf8")
        .addProperty("DateStyle", "ISO");
  }

  /**
   * A statement keeps the plan of its first runs, and for tables that are empty yet that would be
   * to read them whole. Every statement of ours has an index to go by, and the same one whatever
   * its parameters are: to plan it again for them, as Postgres would where a limit is a parameter,
   * costs several times what the statement itself does.
   */
  private PgConnectOptions ownSession() {
    String timeout = Long.toString(settings.timeout().toMillis());
    return new PgConnectOptions(options)
        .setCachePreparedStatements(true)
        .setPreparedStatementCacheSqlLimit(MAX_STATEMENT_CHARS)
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
