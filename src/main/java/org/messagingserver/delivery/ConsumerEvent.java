package org.messagingserver.delivery;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.messagingserver.encryption.HashedRegistration;

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
   * @param registration the registration that it is for, if its sender has named one
   * @param deliveryToken the token that its sender has named
   */
  record HandedOver(
      UUID id,
      Predecessor predecessor,
      Buffer content,
      Optional<HashedRegistration> registration,
      Optional<UUID> deliveryToken) {
    /** For whatever registration the device has. */
    HandedOver(UUID id, Predecessor predecessor, Buffer content) {
      this(id, predecessor, content, Optional.empty(), Optional.empty());
    }

    private boolean isLater() {
      return registration.isPresent() || deliveryToken.isPresent();
    }
  }

  /**
   * A message that its Dispatcher has forgotten: nobody waits for a receipt.
   *
   * @param registration the registration that it is for, if its sender has named one
   * @param deliveryToken the token that its sender has named
   */
  record OnlineOnly(
      Buffer content, Optional<HashedRegistration> registration, Optional<UUID> deliveryToken)
      implements ConsumerEvent {}

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

  /**
   * The device has been registered, perhaps again.
   *
   * @param registration the registration that it has now
   * @param replaced whether it had one with another registrationID before
   * @param admissionChanged whether it may admit others now
   * @param by the MailboxConsumer of the socket that has registered it
   */
  record RegisteredAs(
      HashedRegistration registration, boolean replaced, boolean admissionChanged, UUID by)
      implements ConsumerEvent {}

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

  /** Whether a node has to have said that it can read it. */
  default boolean isLater() {
    return this instanceof Messages messages
        ? messages.handedOver().stream().anyMatch(HandedOver::isLater)
        : this instanceof RegisteredAs || this instanceof OnlineOnly;
  }

  /** The event for nodes of which some have not said so, if there is one. */
  default Optional<ConsumerEvent> withoutLater() {
    if (this instanceof Messages messages) {
      return Optional.of(
          new Messages(
              messages.handedOver().stream()
                  .map(one -> new HandedOver(one.id(), one.predecessor(), one.content()))
                  .toList()));
    }
    if (this instanceof OnlineOnly) {
      return Optional.empty();
    }
    return Optional.of(this instanceof RegisteredAs ? new Registered() : this);
  }

  /** One committed message: its id, and where it stands in the mailbox. */
  record Notification(UUID id, long row) {}
}
