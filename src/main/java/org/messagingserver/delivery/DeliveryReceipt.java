package org.messagingserver.delivery;

import java.util.UUID;
import org.messagingserver.encryption.HashedAddress;

/**
 * The answer of a MailboxConsumer to the Dispatcher that handed it a message over.
 *
 * @param from whose MailboxConsumer it is
 * @param id the message
 */
record DeliveryReceipt(HashedAddress from, UUID id, Verdict verdict) {

  /** The outcome of the message in that MailboxConsumer. */
  enum Verdict {
    /** The client has acked it: it is finished. */
    SETTLED,
    /** It will not be delivered as it came: store it, and all before it. */
    BEHIND,
    /** The client has acked it, and the store may still show it: the answer to a question. */
    ACKED,
    /** That was the answer to the question of this id. */
    SAID
  }

  static DeliveryReceipt settled(HashedAddress from, UUID id) {
    return new DeliveryReceipt(from, id, Verdict.SETTLED);
  }

  static DeliveryReceipt behind(HashedAddress from, UUID id) {
    return new DeliveryReceipt(from, id, Verdict.BEHIND);
  }
}
