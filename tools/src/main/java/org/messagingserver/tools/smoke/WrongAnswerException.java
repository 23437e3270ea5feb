package org.messagingserver.tools.smoke;

/** An answer violates the protocol. Neither text holds an Address, a key or a payload. */
final class WrongAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String expected;
  private final String came;

  WrongAnswerException(String expected, String came) {
    super("expected " + expected + ", came " + came);
    this.expected = expected;
    this.came = came;
  }

  String expected() {
    return expected;
  }

  String came() {
    return came;
  }

  /** Throws where {@code holds} is false. */
  static void unless(boolean holds, String expected, String came) {
    if (!holds) {
      throw new WrongAnswerException(expected, came);
    }
  }
}
