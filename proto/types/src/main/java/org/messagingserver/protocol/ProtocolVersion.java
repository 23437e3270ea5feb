package org.messagingserver.protocol;

import java.util.Optional;

/** A version of the protocol. It adds to the earlier ones, and changes none of them. */
public enum ProtocolVersion {
  /** Of connections without a subprotocol. */
  V1(Optional.empty()),
  /** Of clients that offer {@code messaging.v2}. */
  V2(Optional.of("messaging.v2"));

  private final Optional<String> subprotocol;

  ProtocolVersion(Optional<String> subprotocol) {
    this.subprotocol = subprotocol;
  }

  /** The WebSocket subprotocol with which a client asks for it. */
  public Optional<String> subprotocol() {
    return subprotocol;
  }

  /**
   * The version of a connection.
   *
   * @param subprotocol as negotiated in the handshake, or null
   */
  public static ProtocolVersion of(String subprotocol) {
    return V2.subprotocol.get().equals(subprotocol) ? V2 : V1;
  }
}
