package org.messagingserver.protocol;

/**
 * Every code that the server closes a socket with, when, and whether a client should connect again.
 *
 * <p>Source: RFC 6455, section 7.4.1, and the IANA registry for 1012 and 1013.
 */
public enum CloseCode {
  /** The bytes are not a WebSocket frame. */
  BROKEN_FRAME(1002, Retry.NO),
  /** A text frame; the protocol is binary. */
  NOT_BINARY(1003, Retry.NO),
  /** A frame that is no Message. */
  NO_MESSAGE(1007, Retry.NO),
  /** A refused login, a connection that asks nothing, one that no longer answers, or a limit. */
  POLICY(1008, Retry.LATER),
  /** A message larger than {@code http.maxFrameBytes}. */
  TOO_LARGE(1009, Retry.NO),
  /** The node restarts; connect again, at once and anywhere. */
  RESTART(1012, Retry.LATER),
  /** The node cannot serve now; connect again after a while. */
  TRY_LATER(1013, Retry.LATER);

  private final int code;
  private final Retry retry;

  CloseCode(int code, Retry retry) {
    this.code = code;
    this.retry = retry;
  }

  /** The number that stands in the close frame. */
  public int code() {
    return code;
  }

  /** Whether the same client should connect again. */
  public Retry retry() {
    return retry;
  }
}
