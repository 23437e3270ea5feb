package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * How long handed-off messages may go without a receipt: the same for all, so oldest first. Exactly
 * the messages whose state is {@link HandedOff} wait here; the states are linked with one another,
 * since each message comes and goes here.
 */
final class HandoffTimeouts {
  private final EventLoop eventLoop;
  private final long millis;
  private final Consumer<List<PendingMessage>> onTimeout;

  /** Before the oldest and behind the newest. */
  private final HandedOff sentinel = new HandedOff(null, Long.MAX_VALUE);

  private boolean armed;

  /** On its way to live MailboxConsumers: the first receipt decides, or that none comes in time. */
  static final class HandedOff implements MessageState {
    private final PendingMessage message;
    private final long until;
    private HandedOff older = this;
    private HandedOff newer = this;

    private HandedOff(PendingMessage message, long until) {
      this.message = message;
      this.until = until;
    }

    /** Whether no receipt is waited for any more. */
    boolean isOver(long now) {
      return now >= until;
    }

    private void linkBefore(HandedOff next) {
      older = next.older;
      newer = next;
      older.newer = this;
      newer.older = this;
    }

    private void unlink() {
      older.newer = newer;
      newer.older = older;
      older = this;
      newer = this;
    }

    @Override
    public ToStore toStore() {
      unlink();
      return ToStore.TO_STORE;
    }

    @Override
    public Done done(Done how) {
      unlink();
      return how;
    }
  }

  /**
   * @param onTimeout is to store messages for which no receipt came in time
   */
  HandoffTimeouts(EventLoop eventLoop, long millis, Consumer<List<PendingMessage>> onTimeout) {
    this.eventLoop = eventLoop;
    this.millis = millis;
    this.onTimeout = onTimeout;
  }

  /** The state of a message that goes to live MailboxConsumers now. */
  HandedOff start(PendingMessage message) {
    HandedOff state = new HandedOff(message, eventLoop.millis() + millis);
    state.linkBefore(sentinel);
    arm();
    return state;
  }

  private void arm() {
    if (!armed && sentinel.newer != sentinel) {
      armed = true;
      eventLoop.after(sentinel.newer.until - eventLoop.millis(), this::expire);
    }
  }

  private void expire() {
    List<PendingMessage> expired = new ArrayList<>();
    long now = eventLoop.millis();
    for (HandedOff oldest = sentinel.newer; oldest.until <= now; oldest = oldest.newer) {
      expired.add(oldest.message);
    }
    try {
      onTimeout.accept(expired);
    } finally {
      armed = false;
      arm();
    }
  }
}
