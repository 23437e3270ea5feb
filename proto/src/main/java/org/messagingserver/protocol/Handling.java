package org.messagingserver.protocol;

/**
 * The wishes of a sender for its message, besides that it arrives.
 *
 * @param ttlHours after which the message may be deleted, unsigned; 0 if it may wait as long as any
 * @param onlineOnly whether the message is worth nothing later: the server passes it on to a
 *     recipient that is connected, or drops it
 * @param quiet whether the message does not wake a recipient that is not connected
 */
public record Handling(int ttlHours, boolean onlineOnly, boolean quiet) {
  /** Of a sender without wishes. */
  public static final Handling ORDINARY = new Handling(0);

  /** Of a message that may wait, and wakes its recipient. */
  public Handling(int ttlHours) {
    this(ttlHours, false);
  }

  /** Of a message that wakes its recipient if it waits. */
  public Handling(int ttlHours, boolean onlineOnly) {
    this(ttlHours, onlineOnly, false);
  }
}
