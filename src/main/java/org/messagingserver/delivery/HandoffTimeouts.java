package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * How long handed-off messages may go without an answer: the same for all, so oldest first. Exactly
 * the messages whose state is {@link HandedOff} wait here; the states are linked with one another,
 * since each message comes and goes here.
 */
final class HandoffTimeouts {
  private final EventLoop eventLoop;
  private final long millis;
  private final Consumer<List<PendingMessage>> onSilence;

  /** Before the oldest and behind the newest. */
  private final HandedOff ends = new HandedOff(null, Long.MAX_VALUE);

  private boolean armed;

  /** On its way to live MailboxConsumers: the first answer decides, or that none comes in time. */
  static final class HandedOff implements MessageState {
    private final PendingMessage message;
    private final long until;
    private HandedOff older = this;
    private HandedOff newer = this;

    private HandedOff(PendingMessage message, long until) {
      this.message = message;
      this.until = until;
    }

    private void enterBefore(HandedOff next) {
      older = next.older;
      newer = next;
      older.newer = this;
      newer.older = this;
    }

    private void leave() {
      older.newer = newer;
      newer.older = older;
      older = this;
      newer = this;
    }

    @Override
    public ToStore toStore() {
      leave();
      return ToStore.TO_STORE;
    }

    @Override
    public Done done(Done how) {
      leave();
      return how;
    }
  }

  /**
   * @param onSilence is to store messages for which no answer came in time
   */
  HandoffTimeouts(EventLoop eventLoop, long millis, Consumer<List<PendingMessage>> onSilence) {
    this.eventLoop = eventLoop;
    this.millis = millis;
    this.onSilence = onSilence;
  }

  /** The state of a message that goes to live MailboxConsumers now. */
  HandedOff begin(PendingMessage message) {
    HandedOff state = new HandedOff(message, eventLoop.millis() + millis);
    state.enterBefore(ends);
    arm();
    return state;
  }

  private void arm() {
    if (!armed && ends.newer != ends) {
      armed = true;
      eventLoop.after(ends.newer.until - eventLoop.millis(), this::look);
    }
  }

  private void look() {
    List<PendingMessage> silent = new ArrayList<>();
    long now = eventLoop.millis();
    for (HandedOff oldest = ends.newer; oldest.until <= now; oldest = oldest.newer) {
      silent.add(oldest.message);
    }
    try {
      onSilence.accept(silent);
    } finally {
      armed = false;
      arm();
    }
  }
}
