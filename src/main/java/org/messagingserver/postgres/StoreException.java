package org.messagingserver.postgres;

/**
 * A statement or transaction failed. Carries no trace and none of the driver's words, which may
 * quote what was to be stored.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What the caller can do about it. */
  public enum Kind {
    /**
     * The database was out of reach or gave up. A write may or may not have been committed; one
     * that can be recognised when it comes again may be tried again.
     */
    UNAVAILABLE,
    /** Rolled back in favour of another transaction: try again at once. */
    CONFLICT,
    /** Refused for what it was; trying again does not help. */
    FAILED
  }

  private final Kind kind;
  private final String sqlState;
  private final String reason;

  /**
   * @param sqlState empty where there is none
   * @param cause the name of what failed, told where there is no code
   */
  StoreException(Kind kind, String sqlState, String cause) {
    super(kind + " (" + reason(sqlState, cause) + ")", null, false, false);
    this.kind = kind;
    this.sqlState = sqlState;
    this.reason = reason(sqlState, cause);
  }

  /** The database was not asked: others wait for it. */
  static StoreException unavailable(String why) {
    return new StoreException(Kind.UNAVAILABLE, "", why);
  }

  /** What the caller can do about it. */
  public Kind kind() {
    return kind;
  }

  /** The five characters by which the database named it; empty where the database did not speak. */
  public String sqlState() {
    return sqlState;
  }

  /** In a few words, for an operator. */
  String reason() {
    return reason;
  }

  private static String reason(String sqlState, String cause) {
    return sqlState.isEmpty() ? cause : "SQLSTATE " + sqlState;
  }
}
