package org.messagingserver.protocol;

/**
 * The wishes of a sender for its message, besides that it arrives.
 *
 * @param ttlHours after which the message may be deleted, unsigned; 0 if it may wait as long as any
 * @param onlineOnly whether the message is worth nothing later: the server passes it on to a
 *     recipient that is connected, or drops it
 */
public record Handling(int ttlHours, boolean onlineOnly) {
  /** Of a sender without wishes. */
  public static final Handling ORDINARY = new Handling(0);

  /** Of a message that may wait. */
  public Handling(int ttlHours) {
    this(ttlHours, false);
  }
}
