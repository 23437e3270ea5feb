package org.messagingserver.delivery;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.messagingserver.delivery.DeliveryReceipt.Origin;
import org.messagingserver.delivery.MessageState.BeingStored;
import org.messagingserver.delivery.MessageState.Done;
import org.messagingserver.delivery.MessageState.Queued;
import org.messagingserver.delivery.MessageState.ToStore;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedRegistration;
import org.messagingserver.mailbox.NewMessage;
import org.messagingserver.protocol.Handling;

/**
 * One message that a Dispatcher has taken. Its {@link RecipientQueue} alone moves it from one
 * {@link MessageState} to the next.
 */
final class PendingMessage {
  /** One that gets no credit by then is stored, so that it is committed before its Ack. */
  private static final long TURN_MILLIS = 100;

  /** How often it is offered again, at most. */
  private static final int MAX_REFUSALS = 8;

  /** About what a message holds besides its content, so that empty ones are bounded too. */
  static final int OVERHEAD_BYTES = 512;

  final UUID id;
  final RecipientQueue recipientQueue;
  final Buffer content;
  private final Handling handling;
  final Optional<HashedRegistration> registration;
  final Optional<UUID> deliveryToken;
  final SenderQuota senderQuota;
  final long arrivedAt;
  final AckScheduler.Slot slot;
  final Promise<Void> committedOrAcked = Promise.promise();
  PendingMessage previous;
  PendingMessage next;
  private MessageState state = Queued.QUEUED;
  private boolean storeAttempted;
  private boolean declined;
  private boolean offered;
  private boolean exposed;
  private int refusals;
  private Set<Origin> staleAt = Set.of();

  /**
   * @param registration the registration that the device must have, if its sender has named one
   * @param arrivedAt when it came, in milliseconds of the Dispatcher's clock
   */
  PendingMessage(
      UUID id,
      RecipientQueue recipientQueue,
      Buffer content,
      Handling handling,
      Optional<HashedRegistration> registration,
      Optional<UUID> deliveryToken,
      SenderQuota senderQuota,
      long arrivedAt,
      AckScheduler.Slot slot) {
    this.id = id;
    this.recipientQueue = recipientQueue;
    this.content = content;
    this.handling = handling;
    this.registration = registration;
    this.deliveryToken = deliveryToken;
    this.senderQuota = senderQuota;
    this.arrivedAt = arrivedAt;
    this.slot = slot;
  }

  HashedAddress to() {
    return recipientQueue.to;
  }

  int bytes() {
    return content.length() + OVERHEAD_BYTES;
  }

  /** This message for the next attempt to store it. */
  NewMessage toNewMessage() {
    NewMessage message =
        new NewMessage(
            id,
            recipientQueue.to,
            storeAttempted,
            content,
            handling.ttlHours(),
            handling.quiet(),
            compared(),
            deliveryToken,
            senderQuota.source());
    storeAttempted = true;
    return message;
  }

  /** The registration that the device must have for the next attempt to store it. */
  Optional<HashedRegistration> compared() {
    return mayBeDelivered() ? Optional.empty() : registration;
  }

  /** Whether the recipient may have it, and would get it twice if its sender sent it again. */
  private boolean mayBeDelivered() {
    return storeAttempted || offered || exposed;
  }

  /** It is published to MailboxConsumers now. */
  void markOffered() {
    exposed |= offered;
    offered = true;
    staleAt = Set.of();
  }

  /** A MailboxConsumer has not delivered it, and will not as it was handed over. */
  void markStaleAt(Origin consumer) {
    if (staleAt.isEmpty()) {
      staleAt = new HashSet<>();
    }
    staleAt.add(consumer);
  }

  /** Of how many event loops all MailboxConsumers have said so since it was published last. */
  long staleLoops() {
    return staleAt.stream()
        .filter(one -> staleAt(one.loop()) >= one.consumers())
        .map(Origin::loop)
        .distinct()
        .count();
  }

  private long staleAt(long loop) {
    return staleAt.stream()
        .filter(one -> one.loop() == loop)
        .map(Origin::consumer)
        .distinct()
        .count();
  }

  /** There was no credit for it: whether it is worth offering again. */
  boolean mayAwaitCredit(long now) {
    refusals++;
    return refusals <= MAX_REFUSALS && now - arrivedAt <= TURN_MILLIS;
  }

  /** Nobody has delivered it since it was published last, and nobody will. */
  void takeBack() {
    offered = false;
  }

  /** Whether it may be in the store although no outcome has confirmed it. */
  boolean mayBeStored() {
    return storeAttempted;
  }

  /** A socket has not taken it, and is to read it from the store. */
  void markDeclined() {
    declined = true;
  }

  /** Whether a socket may have to read it from the store, even if another one has acked it. */
  boolean isDeclined() {
    return declined;
  }

  MessageState state() {
    return state;
  }

  boolean isQueued() {
    return state == Queued.QUEUED;
  }

  boolean isHandedOff() {
    return state instanceof HandoffTimeouts.HandedOff;
  }

  boolean isAwaitingCredit() {
    return state instanceof HandoffTimeouts.AwaitingCredit;
  }

  /** Whether live MailboxConsumers may ack it yet. */
  boolean isWaiting() {
    return state instanceof HandoffTimeouts.Waiting;
  }

  boolean isToStore() {
    return state == ToStore.TO_STORE;
  }

  boolean isBeingStored() {
    return state instanceof BeingStored;
  }

  boolean isDone() {
    return state instanceof Done;
  }

  void handOff(HandoffTimeouts handoffTimeouts) {
    state = state.handOff(this, handoffTimeouts);
  }

  void awaitCredit(HandoffTimeouts handoffTimeouts) {
    state = state.awaitCredit(this, handoffTimeouts);
  }

  void toStore() {
    state = state.toStore();
  }

  void putInto(StoreBatch batch) {
    state = state.putInto(batch);
  }

  void requeue() {
    state = state.requeue();
  }

  void done(Done how) {
    state = state.done(how);
  }
}
