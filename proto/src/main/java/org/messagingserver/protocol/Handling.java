package org.messagingserver.protocol;

/**
 * The wishes of a sender for its message, besides that it arrives.
 *
 * @param ttlHours after which the message may be deleted, unsigned; 0 if it may wait as long as any
 */
public record Handling(int ttlHours) {
  /** Of a sender without wishes. */
  public static final Handling ORDINARY = new Handling(0);
}
