package org.messagingserver.postgres;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Why a database cannot be used, in words for its operator: never a code or the name of a class.
 *
 * <p>Source: PostgreSQL, appendix A, error codes; PgBouncer's {@code client.c} and {@code
 * objects.c}.
 */
enum FailureReason {
  LOGIN("the database refused the user or password", true),
  NO_DATABASE("there is no such database", true),
  NO_RIGHTS("the user lacks rights on the database or its tables", true),
  SETTING("the database does not know a parameter of the uri", true),
  POOLER(
      "a pooler like PgBouncer keeps this server's settings or statements from the database;"
          + " add the parameter pgbouncer=true",
      true),
  STATEMENT_POOLING(
      "PgBouncer pools statements, but transactions are needed; set its pool_mode to transaction"
          + " or session",
      true),
  NO_TLS("the database offers no TLS, which sslmode asks for", true),
  TLS(
      "the TLS handshake failed; its certificate has to be trusted (sslrootcert), valid, and for"
          + " this host name",
      false),
  READ_ONLY("the database is read-only", false),
  TOO_FEW_CONNECTIONS("the database has too few connections left", false),
  POOLER_FULL("PgBouncer has too few connections left (max_client_conn)", false),
  STARTING("the database is starting or stopping", false),
  DISK("the database's disk is full", false),
  MEMORY("the database is out of memory", false),
  DAMAGED("a file of the database is damaged; restore a backup or fail over to a replica", false),
  UNKNOWN_HOST("its host name cannot be resolved", false),
  NOT_LISTENING("nothing accepts connections there", false),
  SILENT("it is silent", false),
  CLOSED("it closes the connection", false),
  /** None of these; see its code or class. */
  OTHER("", false);

  private static final Map<String, FailureReason> BY_CODE =
      Map.ofEntries(
          Map.entry("25006", READ_ONLY),
          Map.entry("26000", POOLER),
          Map.entry("42P05", POOLER),
          Map.entry("3D000", NO_DATABASE),
          Map.entry("42501", NO_RIGHTS),
          Map.entry("42704", SETTING),
          Map.entry("53100", DISK),
          Map.entry("53200", MEMORY),
          Map.entry("53300", TOO_FEW_CONNECTIONS),
          Map.entry("57P01", STARTING),
          Map.entry("57P02", STARTING),
          Map.entry("57P03", STARTING),
          Map.entry("XX001", DAMAGED),
          Map.entry("XX002", DAMAGED));

  /** PgBouncer has one code for everything; the words are its own, and name nobody. */
  private static final Map<String, FailureReason> BY_PGBOUNCER_TEXT =
      Map.of(
          "unsupported startup parameter", POOLER,
          "statement pooling mode", STATEMENT_POOLING,
          "max_client_conn", POOLER_FULL,
          "max_user_connections", POOLER_FULL,
          "max_db_connections", POOLER_FULL,
          "no such database", NO_DATABASE,
          "no such user", LOGIN,
          "password authentication failed", LOGIN);

  private final String text;
  private final boolean isFinal;

  FailureReason(String text, boolean isFinal) {
    this.text = text;
    this.isFinal = isFinal;
  }

  /** Whether waiting does not help. */
  boolean isFinal() {
    return isFinal;
  }

  /** None where it is another one. */
  Optional<String> text() {
    return Optional.of(text).filter(some -> !some.isEmpty());
  }

  /** The meaning of a failure of the driver, or of one that has been read already. */
  static FailureReason of(Throwable failure) {
    if (failure instanceof StoreException known) {
      return known.failureReason();
    }
    if (failure instanceof PgException refusal && refusal.getSqlState() != null) {
      return of(refusal.getSqlState(), refusal.getErrorMessage());
    }
    return failure == null ? OTHER : ofConnection(failure);
  }

  /** The meaning of a code of the database by itself. */
  static FailureReason ofCode(String sqlState) {
    return sqlState.startsWith("28") ? LOGIN : BY_CODE.getOrDefault(sqlState, OTHER);
  }

  private static FailureReason of(String sqlState, String message) {
    if (!sqlState.equals("08P01") || message == null) {
      return ofCode(sqlState);
    }
    return BY_PGBOUNCER_TEXT.entrySet().stream()
        .filter(known -> message.contains(known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(OTHER);
  }

  private static FailureReason ofConnection(Throwable failure) {
    Throwable first = SqlStateClassifier.first(failure);
    if (first instanceof GeneralSecurityException || first instanceof SSLException) {
      return TLS;
    }
    if (first instanceof UnknownHostException) {
      return UNKNOWN_HOST;
    }
    if (first instanceof ConnectException) {
      return NOT_LISTENING;
    }
    if (first instanceof TimeoutException) {
      return SILENT;
    }
    if (first instanceof ClosedConnectionException) {
      return CLOSED;
    }
    return ofMessage(String.valueOf(first.getMessage()), first instanceof VertxException);
  }

  /** The client has no separate classes for these. */
  private static FailureReason ofMessage(String message, boolean ofVertx) {
    if (message.equals("Postgres Server does not handle SSL connection")) {
      return NO_TLS;
    }
    if (!ofVertx) {
      return OTHER;
    }
    return message.startsWith("SSL handshake") ? TLS : CLOSED;
  }
}
