package org.messagingserver.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.impl.PgConnectionFactory;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.messagingserver.postgres.ConnectionUri.HostPort;
import org.messagingserver.postgres.StoreException.Kind;

/**
 * Connects to the first address that answers, of each host in turn, as libpq does. Where there is a
 * choice, only to one that takes writes, so that a failover needs no proxy. The one that was right
 * last is tried first.
 */
final class MultiHostConnectionFactory extends PgConnectionFactory {
  /** For each address, where there are more: one that is silent must not hide the others. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(6);

  private static final String READS_ONLY =
      "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::bool";

  private final List<HostPort> hosts;
  private final boolean requiresWritable;
  private final AtomicReference<ResolvedAddressOptions> lastReached;

  /**
   * @param requiresWritable whether only a database that takes writes will do, although there is
   *     one host
   * @param lastReached the options that led to a connection last
   */
  MultiHostConnectionFactory(
      VertxInternal vertx,
      NetClientOptions transport,
      List<HostPort> hosts,
      boolean requiresWritable,
      AtomicReference<ResolvedAddressOptions> lastReached) {
    super(AbortingNetClient.in(vertx), transport);
    this.hosts = hosts;
    this.requiresWritable = requiresWritable;
    this.lastReached = lastReached;
  }

  @Override
  public Future<SqlConnection> connect(Context context, PgConnectOptions usual) {
    return context
        .executeBlocking(() -> addresses(usual), false)
        .compose(
            all ->
                requiresWritable || all.size() > 1
                    ? choose(context, new ArrayDeque<>(all), null)
                    : connectTo(context, all.get(0)));
  }

  /** All of them; a host whose name is unknown just now is left out as long as there are others. */
  private List<ResolvedAddressOptions> addresses(PgConnectOptions usual)
      throws UnknownHostException {
    List<ResolvedAddressOptions> all = new ArrayList<>();
    UnknownHostException unknown = null;
    for (HostPort host : hosts) {
      try {
        for (InetAddress address : InetAddress.getAllByName(host.host())) {
          all.add(new ResolvedAddressOptions(usual, host, address));
        }
      } catch (UnknownHostException none) {
        unknown = none;
      }
    }
    if (all.isEmpty()) {
      throw unknown;
    }
    int first = all.indexOf(lastReached.get());
    if (first > 0) {
      all.add(0, all.remove(first));
    }
    return all;
  }

  private Future<SqlConnection> choose(
      Context context, Queue<ResolvedAddressOptions> remaining, Throwable before) {
    ResolvedAddressOptions next = remaining.poll();
    if (next == null) {
      return Future.failedFuture(before);
    }
    Future<SqlConnection> connecting =
        connectTo(context, next).compose(MultiHostConnectionFactory::requireWritable);
    return connecting
        .timeout(CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(late -> connecting.onSuccess(SqlConnection::close))
        .recover(
            failure ->
                FailureReason.of(failure).isFinal()
                    ? Future.failedFuture(failure)
                    : choose(context, remaining, moreSpecific(before, failure)));
  }

  /** For an operator, a read-only host says more than an unreachable one. */
  private static Throwable moreSpecific(Throwable before, Throwable now) {
    return FailureReason.of(before) == FailureReason.READ_ONLY ? before : now;
  }

  private Future<SqlConnection> connectTo(Context context, ResolvedAddressOptions address) {
    return super.connect(context, address).onSuccess(connected -> lastReached.set(address));
  }

  private static Future<SqlConnection> requireWritable(SqlConnection connection) {
    return connection
        .query(READS_ONLY)
        .execute()
        .compose(
            rows ->
                isReadOnly(rows)
                    ? Future.failedFuture(
                        new StoreException(Kind.UNAVAILABLE, "25006", FailureReason.READ_ONLY))
                    : Future.succeededFuture(connection))
        .onFailure(unfit -> connection.close());
  }

  private static boolean isReadOnly(RowSet<Row> rows) {
    return rows.iterator().next().getBoolean(0);
  }
}
