package org.messagingserver.limits;

/**
 * Whether an HTTP request is let in.
 *
 * @param seconds after which one that is not should come again
 */
public record Entry(Verdict verdict, int seconds) {
  /** It is. */
  static final Entry GRANTED = new Entry(Verdict.COME_IN, 0);

  /** The decision about a connection. */
  public enum Verdict {
    /** The request is within its limits. */
    COME_IN,
    /** Its source has asked too much, or has too many connections. */
    SOURCE_IS_OVER,
    /** The node has too many connections, or gets too many requests. */
    NODE_IS_FULL
  }
}
