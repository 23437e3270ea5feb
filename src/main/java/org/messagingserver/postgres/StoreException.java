package org.messagingserver.postgres;

/**
 * A statement or transaction failed. Carries no trace and none of the driver's words, which may
 * quote what was to be stored.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The possible reaction of the caller. */
  public enum Kind {
    /**
     * The database was out of reach or gave up. A write may or may not have been committed; one
     * that can be recognised when it comes again may be tried again.
     */
    UNAVAILABLE,
    /** Rolled back in favour of another transaction: try again at once. */
    CONFLICT,
    /** Rejected for its content; a retry does not help. */
    FAILED
  }

  private final Kind kind;
  private final String sqlState;
  private final FailureReason failureReason;
  private final String reason;

  /**
   * @param sqlState empty if absent
   * @param cause the name of the failure, reported if there is no code
   */
  StoreException(Kind kind, String sqlState, String cause) {
    this(kind, sqlState, FailureReason.ofCode(sqlState), reason(sqlState, cause));
  }

  /** A failure that an operator can read of. */
  StoreException(Kind kind, String sqlState, FailureReason failureReason) {
    this(kind, sqlState, failureReason, reason(sqlState, failureReason.name()));
  }

  /**
   * @param code which is reported if there is no text
   */
  StoreException(Kind kind, String sqlState, FailureReason failureReason, String code) {
    super(kind + " (" + code + ")", null, false, false);
    this.kind = kind;
    this.sqlState = sqlState;
    this.failureReason = failureReason;
    this.reason = failureReason.text().orElse(code);
  }

  /** The database was not asked: others wait for it. */
  static StoreException unavailable(String why) {
    return new StoreException(Kind.UNAVAILABLE, "", why);
  }

  /** The possible reaction of the caller. */
  public Kind kind() {
    return kind;
  }

  /** The five characters by which the database named it; empty where the database did not speak. */
  public String sqlState() {
    return sqlState;
  }

  /** The reason why the database failed. */
  FailureReason failureReason() {
    return failureReason;
  }

  /** In a few words, for an operator. */
  String reason() {
    return reason;
  }

  static String reason(String sqlState, String cause) {
    return sqlState.isEmpty() ? cause : "SQLSTATE " + sqlState;
  }
}
