package org.messagingserver.tools.chaos;

/** The behavior of a client. */
enum ClientBehavior {
  /** Always there, and acks at once. */
  STEADY,
  /** Takes its time over some messages, and those behind them wait. */
  SLOW,
  /** Goes offline, and reconnects as an app that was restarted. */
  ROAMING,
  /** Vanishes without a close frame, where a fault says so. */
  FLEETING;

  /** They take turns, so that there are some of each. */
  static ClientBehavior of(int number) {
    return switch (number % 5) {
      case 1 -> SLOW;
      case 2 -> ROAMING;
      case 3 -> FLEETING;
      default -> STEADY;
    };
  }
}
