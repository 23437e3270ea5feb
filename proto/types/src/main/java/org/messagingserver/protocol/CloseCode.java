package org.messagingserver.protocol;

/**
 * Every close code that the server sends, when it sends it, and whether a client should reconnect.
 *
 * <p>Source: RFC 6455, section 7.4.1, and the IANA registry for 1012 and 1013.
 */
public enum CloseCode {
  /** The bytes are not a WebSocket frame. */
  BROKEN_FRAME(1002, Retry.NO),
  /** A text frame; the protocol is binary. */
  NOT_BINARY(1003, Retry.NO),
  /** A frame that is not a Message. */
  NO_MESSAGE(1007, Retry.NO),
  /** A refused login, a connection without requests, one that does not respond, or a limit. */
  POLICY(1008, Retry.LATER),
  /** A message larger than {@code http.maxFrameBytes}. */
  TOO_LARGE(1009, Retry.NO),
  /** The node restarts; reconnect immediately, to any node. */
  RESTART(1012, Retry.LATER),
  /** The node cannot serve now; reconnect later. */
  TRY_LATER(1013, Retry.LATER);

  private final int code;
  private final Retry retry;

  CloseCode(int code, Retry retry) {
    this.code = code;
    this.retry = retry;
  }

  /** The number in the close frame. */
  public int code() {
    return code;
  }

  /** Whether the same client should reconnect. */
  public Retry retry() {
    return retry;
  }
}
