package org.messagingserver.delivery;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.UUID;
import org.messagingserver.mailbox.NewMessage;
import org.messagingserver.vault.HashedAddress;

/** One unfinished message of an Outbox. */
final class Outgoing {
  /** About what a message holds besides its content, so that empty ones are bounded too. */
  private static final int OVERHEAD_BYTES = 512;

  final UUID id;
  final HashedAddress to;
  final Buffer content;
  final OutboxShare share;
  final long deadline;
  final long earliestAck;
  final Promise<Void> safe = Promise.promise();
  private boolean tried;

  /**
   * @param deadline by which it must be stored, in milliseconds of the Outbox's clock
   */
  Outgoing(
      UUID id,
      HashedAddress to,
      Buffer content,
      OutboxShare share,
      long deadline,
      long earliestAck) {
    this.id = id;
    this.to = to;
    this.content = content;
    this.share = share;
    this.deadline = deadline;
    this.earliestAck = earliestAck;
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
}
