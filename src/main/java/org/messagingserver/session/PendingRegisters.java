package org.messagingserver.session;

import java.util.concurrent.atomic.AtomicLong;
import org.messagingserver.prekeys.PreKeySettings;
import org.messagingserver.protocol.ClientMessage.Register;

/**
 * Bounds the memory of unanswered Registers of this node: their share of {@code memory.maxBytes} at
 * most. May be used from any thread.
 */
public final class PendingRegisters {
  /** The overhead of a key beside its bytes. */
  private static final int KEY_BYTES = 256;

  private final long maxBytes;
  private final AtomicLong bytes = new AtomicLong();

  public PendingRegisters(PreKeySettings settings) {
    this.maxBytes = settings.pendingBytes();
  }

  /**
   * Counts one that has come.
   *
   * @return what it holds
   */
  long reserve(Register register, int frameBytes) {
    long held = frameBytes + (long) KEY_BYTES * register.oneTimePreKeys().size();
    bytes.addAndGet(held);
    return held;
  }

  /** One that holds so much has been answered. */
  void release(long held) {
    bytes.addAndGet(-held);
  }

  /** Whether all that came may be carried out. */
  boolean isWithinLimit() {
    return bytes.get() <= maxBytes;
  }
}
