package org.messagingserver.protocol;

import java.util.Objects;

/** The wishes of a sender for its message, besides that it arrives. */
public final class Handling {
  /** Of a sender without wishes. */
  public static final Handling ORDINARY = new Handling(0);

  private final int ttlHours;
  private final boolean onlineOnly;
  private final boolean quiet;

  /**
   * These wishes.
   *
   * @param ttlHours after which the message may be deleted, unsigned; 0 if it may wait as long as
   *     any
   * @param onlineOnly whether the message is worth nothing later: the server passes it on to a
   *     recipient that is connected, or drops it
   * @param quiet whether the message does not wake a recipient that is not connected
   */
  public Handling(int ttlHours, boolean onlineOnly, boolean quiet) {
    this.ttlHours = ttlHours;
    this.onlineOnly = onlineOnly;
    this.quiet = quiet;
  }

  /** Of a message that may wait, and wakes its recipient. */
  public Handling(int ttlHours) {
    this(ttlHours, false);
  }

  /** Of a message that wakes its recipient if it waits. */
  public Handling(int ttlHours, boolean onlineOnly) {
    this(ttlHours, onlineOnly, false);
  }

  /** Hours after which the message may be deleted, unsigned. */
  public int ttlHours() {
    return ttlHours;
  }

  /** Whether the message is worth nothing later. */
  public boolean onlineOnly() {
    return onlineOnly;
  }

  /** Whether the message wakes nobody. */
  public boolean quiet() {
    return quiet;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Handling)) {
      return false;
    }
    Handling that = (Handling) other;
    return ttlHours == that.ttlHours && onlineOnly == that.onlineOnly && quiet == that.quiet;
  }

  @Override
  public int hashCode() {
    return Objects.hash(ttlHours, onlineOnly, quiet);
  }

  @Override
  public String toString() {
    return "Handling[ttlHours="
        + ttlHours
        + ", onlineOnly="
        + onlineOnly
        + ", quiet="
        + quiet
        + "]";
  }
}
