package org.messagingserver.postgres;

import io.vertx.core.Future;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.util.Set;
import org.messagingserver.postgres.StoreException.Kind;

/**
 * Translates each failure of the driver for the caller.
 *
 * <p>Source: PostgreSQL, appendix A, error codes.
 */
final class SqlStateClassifier {
  private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

  /**
   * Connection, authorization, resources, a database that takes no connections just now, shutdown,
   * and a disk that fails: none of them our SQL.
   */
  private static final Set<String> UNAVAILABLE_CLASSES = Set.of("08", "28", "53", "55", "57", "58");

  /**
   * No such database (it may be made again), one that is read only after a failover, and a damaged
   * table or index.
   */
  private static final Set<String> UNAVAILABLE =
      Set.of("3D000", "25006", "25P03", "XX001", "XX002");

  private SqlStateClassifier() {}

  static <T> Future<T> failed(Throwable failure) {
    return Future.failedFuture(of(failure));
  }

  static StoreException of(Throwable failure) {
    if (failure instanceof StoreException known) {
      return known;
    }
    String sqlState =
        failure instanceof PgException refusal && refusal.getSqlState() != null
            ? refusal.getSqlState()
            : "";
    return new StoreException(
        sqlState.isEmpty() ? kind(failure) : kind(sqlState),
        sqlState,
        FailureReason.of(failure),
        StoreException.reason(sqlState, first(failure).getClass().getSimpleName()));
  }

  /** The root cause. */
  static Throwable first(Throwable failure) {
    return failure.getCause() == null ? failure : first(failure.getCause());
  }

  private static Kind kind(String sqlState) {
    if (CONFLICTS.contains(sqlState)) {
      return Kind.CONFLICT;
    }
    return UNAVAILABLE.contains(sqlState) || UNAVAILABLE_CLASSES.contains(sqlState.substring(0, 2))
        ? Kind.UNAVAILABLE
        : Kind.FAILED;
  }

  /** Without the database's word: our own mistake, or a connection that broke or never was. */
  private static Kind kind(Throwable failure) {
    boolean mistake =
        failure instanceof VertxException
            ? isMisuse(failure.getMessage())
            : failure instanceof RuntimeException;
    return mistake ? Kind.FAILED : Kind.UNAVAILABLE;
  }

  /** The client has no separate class for parameters that do not fit the statement. */
  private static boolean isMisuse(String message) {
    return message != null
        && (message.startsWith("Parameter at position")
            || message.startsWith("The number of parameters"));
  }
}
