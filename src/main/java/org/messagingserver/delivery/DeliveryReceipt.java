package org.messagingserver.delivery;

import java.util.Optional;
import java.util.UUID;
import org.messagingserver.encryption.HashedAddress;

/**
 * The answer of a MailboxConsumer to the Dispatcher that handed it a message over.
 *
 * @param from whose MailboxConsumer it is
 * @param id the message
 * @param by which MailboxConsumer, where that matters
 */
record DeliveryReceipt(HashedAddress from, UUID id, Disposition disposition, Optional<Origin> by) {
  /**
   * A MailboxConsumer among those of its Address.
   *
   * @param loop the id of its event loop
   * @param consumers how many of the Address that event loop holds
   */
  record Origin(UUID consumer, long loop, int consumers) {}

  DeliveryReceipt(HashedAddress from, UUID id, Disposition disposition) {
    this(from, id, disposition, Optional.empty());
  }

  /** The outcome of the message in that MailboxConsumer. */
  enum Disposition {
    /** The client has acked it: it is finished. */
    ACKED,
    /** It will not be delivered as it came: store it, and all before it. */
    DECLINED,
    /**
     * The client has acked it, and the store may still show it: part of the reply to an AckQuery.
     */
    UNDELETED,
    /** End of the reply to the AckQuery with this id. */
    END_OF_REPLY,
    /** All of the reply of an event loop that has no MailboxConsumer of the Address any more. */
    NONE_HERE,
    /**
     * It is for another registration of the device: this MailboxConsumer has not delivered it, and
     * will not as it came.
     */
    STALE,
    /**
     * The only MailboxConsumer of the Address has no credit for it now, and has not delivered it:
     * it may be offered again.
     */
    NO_CREDIT,
    /** There is credit again, after this message was the last one to find none. */
    CREDIT
  }

  static DeliveryReceipt acked(HashedAddress from, UUID id) {
    return new DeliveryReceipt(from, id, Disposition.ACKED);
  }

  static DeliveryReceipt declined(HashedAddress from, UUID id) {
    return new DeliveryReceipt(from, id, Disposition.DECLINED);
  }

  static DeliveryReceipt stale(HashedAddress from, UUID id, Origin by) {
    return new DeliveryReceipt(from, id, Disposition.STALE, Optional.of(by));
  }
}
