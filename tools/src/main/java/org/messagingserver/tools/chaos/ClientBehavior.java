package org.messagingserver.tools.chaos;

/** The behavior of a client. */
enum ClientBehavior {
  /** Always online, and acks immediately. */
  STEADY,
  /** Handles some messages slowly, so that later ones wait. */
  SLOW,
  /** Goes offline, and reconnects like a restarted app. */
  ROAMING,
  /** Loses its connections without a close frame when a fault drops clients. */
  VANISHING;

  /** The behavior of a client by its number, so that each occurs equally often or more. */
  static ClientBehavior of(int number) {
    return switch (number % 5) {
      case 1 -> SLOW;
      case 2 -> ROAMING;
      case 3 -> VANISHING;
      default -> STEADY;
    };
  }
}
