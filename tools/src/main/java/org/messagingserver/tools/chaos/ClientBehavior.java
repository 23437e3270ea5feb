package org.messagingserver.tools.chaos;

/** The behavior of a client. */
enum ClientBehavior {
  /** Always online, and acks immediately. */
  STEADY,
  /** Handles some messages slowly, so that later ones wait. */
  SLOW,
  /** Goes offline, or crashes while it handles messages, and reconnects like a restarted app. */
  ROAMING,
  /** Loses its connections without a close frame when a fault drops clients. */
  VANISHING,
  /** Unregisters, registers again and goes offline for a while, like an app that is reinstalled. */
  REINSTALLED,
  /** Registers under another registrationID now and then, like an app that lost its state. */
  RESTORED;

  /** The behavior of a client by its number. */
  static ClientBehavior of(int number) {
    return switch (number % 10) {
      case 1, 6 -> SLOW;
      case 2, 7 -> ROAMING;
      case 3, 8 -> VANISHING;
      case 4 -> REINSTALLED;
      case 9 -> RESTORED;
      default -> STEADY;
    };
  }
}
