package org.messagingserver.socket;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that wait to be sent on all sockets of this node. From half of its bound on, a socket
 * gets more only once it has taken all that it was sent; at the bound, no socket gets more but
 * short answers. May be used from any thread.
 */
public final class UnsentBytes {
  private final long maxBytes;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger outOfMemoryCount = new AtomicInteger();

  public UnsentBytes(HttpSettings settings, SocketMeters meters) {
    this.maxBytes = settings.nodeUnsentBytes();
    meters.watch(this);
  }

  void add(long more) {
    bytes.addAndGet(more);
  }

  void remove(long sent) {
    bytes.addAndGet(-sent);
  }

  long total() {
    return bytes.get();
  }

  /**
   * Whether a socket may be sent more.
   *
   * @param own what waits on that socket
   */
  boolean hasRoom(long own) {
    return excess() < 0 || (own == 0 && isBelowBound());
  }

  /** Whether anything may be sent but short answers. */
  boolean isBelowBound() {
    return total() < maxBytes;
  }

  /** By how much the node is over half of its bound; less than zero where it is not. */
  long excess() {
    return total() - maxBytes / 2;
  }

  /** There was no memory for a socket's bytes. */
  void countOutOfMemory() {
    outOfMemoryCount.incrementAndGet();
  }

  /** How often there was no memory for a socket's bytes. */
  public int outOfMemoryCount() {
    return outOfMemoryCount.get();
  }
}
