package org.messagingserver.delivery;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.UUID;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.mailbox.NewMessage;

/** One message that an Outbox has taken. */
final class Outgoing {
  /** About what a message holds besides its content, so that empty ones are bounded too. */
  private static final int OVERHEAD_BYTES = 512;

  /** Where an unfinished message stands; {@link Lane} has the diagram. */
  enum Stage {
    /** Nothing has been done with it. */
    FRESH,
    /** On its way to live Inboxes: the first answer decides. */
    HANDED_OVER,
    /** Goes with one of the next statements. */
    TO_STORE,
    /** A statement stores it just now. */
    STORING
  }

  final UUID id;
  final HashedAddress to;
  final Buffer content;
  final OutboxShare share;
  final long deadline;
  final AckClock.Turn turn;
  final Promise<Void> safe = Promise.promise();
  final Patience.Waiting waiting = new Patience.Waiting();
  Stage stage = Stage.FRESH;
  Outgoing before;
  Outgoing behind;
  private boolean tried;
  private boolean settled;

  /**
   * @param deadline by which it must be finished, in milliseconds of the Outbox's clock
   */
  Outgoing(
      UUID id,
      HashedAddress to,
      Buffer content,
      OutboxShare share,
      long deadline,
      AckClock.Turn turn) {
    this.id = id;
    this.to = to;
    this.content = content;
    this.share = share;
    this.deadline = deadline;
    this.turn = turn;
  }

  int bytes() {
    return content.length() + OVERHEAD_BYTES;
  }

  /** This message for the next attempt to store it. */
  NewMessage attempt() {
    NewMessage message = new NewMessage(id, to, tried, content);
    tried = true;
    return message;
  }

  /** Whether it may be in the store although nobody said so. */
  boolean mayBeStored() {
    return tried;
  }

  /** Its recipient has acked it. */
  void settle() {
    settled = true;
  }

  boolean isSettled() {
    return settled;
  }
}
