package org.messagingserver.tools.adversary;

/** The use that a hostile client makes of a connection. */
enum ConnectionType {
  /** A bare TCP connection, for as long as the server leaves it. */
  CALLS(false, false),
  /** Another TCP connection at each turn. */
  CALLS_AGAIN(false, true),
  /** A WebSocket, for as long as the server leaves it. */
  UPGRADES(true, false),
  /** Another WebSocket at each turn. */
  UPGRADES_AGAIN(true, true);

  private final boolean upgrades;
  private final boolean comesAgain;

  ConnectionType(boolean upgrades, boolean comesAgain) {
    this.upgrades = upgrades;
    this.comesAgain = comesAgain;
  }

  /** Whether it acts on a WebSocket. */
  boolean upgrades() {
    return upgrades;
  }

  /** Whether it acts once on each connection. */
  boolean comesAgain() {
    return comesAgain;
  }
}
