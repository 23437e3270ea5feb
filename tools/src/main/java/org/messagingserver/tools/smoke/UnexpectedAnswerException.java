package org.messagingserver.tools.smoke;

/** An answer is not the expected one. Neither text contains an Address, a key or a payload. */
final class UnexpectedAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String expected;
  private final String actual;

  UnexpectedAnswerException(String expected, String actual) {
    super("expected " + expected + ", received " + actual);
    this.expected = expected;
    this.actual = actual;
  }

  String expected() {
    return expected;
  }

  String actual() {
    return actual;
  }

  /** Throws unless {@code holds}. */
  static void check(boolean holds, String expected, String actual) {
    if (!holds) {
      throw new UnexpectedAnswerException(expected, actual);
    }
  }
}
