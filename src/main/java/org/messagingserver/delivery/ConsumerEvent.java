package org.messagingserver.delivery;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.UUID;

/** An event over the bus to every MailboxConsumer of one Address. */
sealed interface ConsumerEvent {

  /** The messages that one Dispatcher hands over in one tick, in its order. */
  record Messages(List<HandedOver> handedOver) implements ConsumerEvent {}

  /**
   * A message that is nowhere stored: its Dispatcher keeps it until an {@link DeliveryReceipt}
   * comes, or its time-out ends.
   *
   * @param predecessor what is to be delivered first; null where nothing of the same Dispatcher is
   *     known to be on its way
   */
  record HandedOver(UUID id, Predecessor predecessor, Buffer content) {}

  /**
   * The message before another one.
   *
   * @param storedMillisAgo how long it has been in the store, at least; {@link #UNFINISHED} where
   *     it may not be there
   */
  record Predecessor(UUID id, long storedMillisAgo) {
    static final long UNFINISHED = -1;
  }

  /** Messages for this Address have been committed, in this order. */
  record Stored(List<Notification> notifications) implements ConsumerEvent {}

  /** The device has been registered, perhaps again. */
  record Registered() implements ConsumerEvent {}

  /** The device's registration and waiting messages are gone. */
  record Unregistered() implements ConsumerEvent {}

  /** A one-time key of the device was taken, and few are left. */
  record KeysLow() implements ConsumerEvent {}

  /** Another node has been asked whether it finds this MailboxConsumer. */
  record Probe() implements ConsumerEvent {}

  /**
   * A socket of the Address logs in, and asks the others what they have acked that is not deleted
   * yet.
   *
   * @param id which tells at which Dispatcher to answer
   */
  record AckQuery(UUID id) implements ConsumerEvent {}

  /** One committed message: its id, and where it stands in the mailbox. */
  record Notification(UUID id, long row) {}
}
