package org.messagingserver.ratelimit;

/**
 * Whether an HTTP request is let in.
 *
 * @param seconds after which one that is not should come again
 */
public record AdmissionResult(Verdict verdict, int seconds) {
  /** It is. */
  static final AdmissionResult GRANTED = new AdmissionResult(Verdict.ADMITTED, 0);

  /** The decision about a connection. */
  public enum Verdict {
    /** The request is within its limits. */
    ADMITTED,
    /** Its source has asked too much, or has too many connections. */
    SOURCE_LIMITED,
    /** The node has too many connections, or gets too many requests. */
    NODE_LIMITED
  }
}
