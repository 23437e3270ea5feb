package org.messagingserver.delivery;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.messagingserver.encryption.HashedRegistration;

/** An event over the bus to every MailboxConsumer of one Address. */
sealed interface ConsumerEvent {
  /** Of an event or a message, about. */
  int HEAD_BYTES = 100;

  /** The messages that one Dispatcher hands over in one tick, in its order. */
  record Messages(List<HandedOver> handedOver) implements ConsumerEvent {
    Set<UUID> ids() {
      return handedOver.stream().map(HandedOver::id).collect(Collectors.toUnmodifiableSet());
    }

    /** Their ids alone. */
    Messages withoutContents() {
      return new Messages(
          handedOver.stream()
              .map(message -> new HandedOver(message.id(), null, Buffer.buffer()))
              .toList());
    }

    /** Whether one of them is for one registration, or bears a token. */
    boolean areAddressed() {
      return handedOver.stream().anyMatch(HandedOver::isAddressed);
    }
  }

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

    /** Whether it is for one registration, or bears a token. */
    private boolean isAddressed() {
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

  /**
   * A socket of the Address logs in, and asks the others what they have acked that is not deleted
   * yet.
   *
   * @param id which tells at which Dispatcher to answer
   */
  record AckQuery(UUID id) implements ConsumerEvent {}

  /** The bytes that it holds, about. */
  default long bytes() {
    if (this instanceof Messages messages) {
      long bytes = HEAD_BYTES;
      for (HandedOver message : messages.handedOver()) {
        bytes += HEAD_BYTES + message.content().length();
      }
      return bytes;
    }
    if (this instanceof Stored stored) {
      return HEAD_BYTES + 24L * stored.notifications().size();
    }
    return this instanceof OnlineOnly message
        ? HEAD_BYTES + message.content().length()
        : HEAD_BYTES;
  }

  /**
   * Whether it is about the device itself: it goes to the MailboxConsumers that the directory names
   * now.
   */
  default boolean isControl() {
    return this instanceof RegisteredAs || this instanceof Unregistered || this instanceof KeysLow;
  }

  /** One committed message: its id, and where it stands in the mailbox. */
  record Notification(UUID id, long row) {}
}
