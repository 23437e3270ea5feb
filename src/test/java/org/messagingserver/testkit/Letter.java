package org.messagingserver.testkit;

import java.util.Optional;

/** One message of a {@link Correspondence}; moments are those of {@link System#nanoTime}. */
public final class Letter {
  private final long sent = System.nanoTime();
  private volatile long acked;
  private volatile long arrived;
  private volatile Optional<String> refusal = Optional.empty();

  void ack() {
    acked = System.nanoTime();
  }

  void refuse(Throwable why) {
    refusal = Optional.of(why.getClass().getSimpleName());
  }

  /** It has arrived; that it arrives again changes nothing. */
  void arrive() {
    arrived = arrived == 0 ? System.nanoTime() : arrived;
  }

  public long sent() {
    return sent;
  }

  public boolean isAcked() {
    return acked != 0;
  }

  public boolean isArrived() {
    return arrived != 0;
  }

  public boolean isDone() {
    return isAcked() && isArrived();
  }

  /** Why its sender was told that it will not be sent; none where it was acked, or waits. */
  public Optional<String> refusal() {
    return refusal;
  }

  /** The Ack's time, of what is acked. */
  long acked() {
    return acked;
  }

  /** The arrival's time, of what has arrived. */
  long arrived() {
    return arrived;
  }
}
