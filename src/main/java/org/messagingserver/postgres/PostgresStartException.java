package org.messagingserver.postgres;

/**
 * The database cannot be used. The message is one line for the operator: the key of the
 * configuration to look at, then what is wrong; never a host, a user, a password or a driver's
 * words.
 */
public final class PostgresStartException extends RuntimeException {
  static final String EMBEDDED = "postgres.embeddedDirectory";

  private static final long serialVersionUID = 1;

  PostgresStartException(String key, String what) {
    super(key + ": " + what, null, false, false);
  }

  static PostgresStartException embedded(String what) {
    return new PostgresStartException(EMBEDDED, what);
  }
}
