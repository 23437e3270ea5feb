package org.messagingserver.ratelimit;

/**
 * Whether an HTTP request is let in.
 *
 * @param retryAfterSeconds after which one that is not should come again
 */
public record AdmissionResult(Decision decision, int retryAfterSeconds) {
  /** It is. */
  static final AdmissionResult GRANTED = new AdmissionResult(Decision.ADMITTED, 0);

  /** The decision about a connection. */
  public enum Decision {
    /** The request is within its limits. */
    ADMITTED,
    /** Its source has asked too much, or has too many connections. */
    SOURCE_LIMITED,
    /** The node has too many connections, or gets too many requests. */
    NODE_LIMITED
  }
}
