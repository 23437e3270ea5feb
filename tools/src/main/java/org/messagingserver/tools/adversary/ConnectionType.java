package org.messagingserver.tools.adversary;

import org.messagingserver.protocol.ProtocolVersion;

/** How a hostile client connects. */
enum ConnectionType {
  /** One TCP connection, until the server closes it. */
  TCP(false, false),
  /** A new TCP connection for each action. */
  TCP_EACH_TIME(false, true),
  /** One WebSocket, until the server closes it. */
  WEB_SOCKET(true, false),
  /** A new WebSocket for each action. */
  WEB_SOCKET_EACH_TIME(true, true),
  /** One WebSocket of the second version, until the server closes it. */
  SECOND_VERSION(true, false),
  /** A new WebSocket of the second version for each action. */
  SECOND_VERSION_EACH_TIME(true, true);

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

  /** The version that it asks for in its handshake. */
  ProtocolVersion version() {
    return this == SECOND_VERSION || this == SECOND_VERSION_EACH_TIME
        ? ProtocolVersion.V2
        : ProtocolVersion.V1;
  }

  /** Whether it reconnects for each action. */
  boolean reconnects() {
    return reconnects;
  }
}
