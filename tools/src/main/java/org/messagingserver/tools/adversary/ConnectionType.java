package org.messagingserver.tools.adversary;

/** How a hostile client connects. */
enum ConnectionType {
  /** One TCP connection, until the server closes it. */
  TCP(false, false),
  /** A new TCP connection for each action. */
  TCP_EACH_TIME(false, true),
  /** One WebSocket, until the server closes it. */
  WEB_SOCKET(true, false),
  /** A new WebSocket for each action. */
  WEB_SOCKET_EACH_TIME(true, true);

  private final boolean isWebSocket;
  private final boolean reconnects;

  ConnectionType(boolean isWebSocket, boolean reconnects) {
    this.isWebSocket = isWebSocket;
    this.reconnects = reconnects;
  }

  /** Whether it acts on a WebSocket. */
  boolean isWebSocket() {
    return isWebSocket;
  }

  /** Whether it reconnects for each action. */
  boolean reconnects() {
    return reconnects;
  }
}
