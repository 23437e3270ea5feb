package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.messagingserver.delivery.DeliveryReceipt.Disposition;
import org.messagingserver.delivery.DeliveryReceipt.Origin;
import org.messagingserver.delivery.MessageRejectedException.Reason;
import org.messagingserver.delivery.MessageState.Done;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedRegistration;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.protocol.Handling;

/**
 * Keeps each message of its event loop until its recipient has acked it or Postgres has committed
 * it, in the order in which one socket sent them to one recipient: hands it over to live
 * MailboxConsumers, and stores what they do not ack in time. {@link MessageState} shows the ways of
 * a message. A message that is neither within {@code delivery.storeMillis} is refused as
 * unavailable.
 */
final class Dispatcher {
  private final EventLoop eventLoop;
  private final DeliveryBus bus;
  private final MessageIds ids = new MessageIds();
  private final SiblingConsumers siblingConsumers;
  private final AckScheduler ackScheduler;
  private final RecipientQueues recipientQueues;
  private final PendingMessages pendingMessages;
  private final HandoffTimeouts handoffTimeouts;
  private final HandoffBatcher handoffBatcher;
  private final StoreAndForward store;
  private final ExposureCheck exposureCheck;
  private final OnlineOnlySender onlineOnlySender;
  private final BusRegistration busRegistration;
  private final Future<Void> ready;
  private final List<Promise<Void>> awaitingDrain = new ArrayList<>();
  private final int maxOffered;
  private boolean handsOver;

  Dispatcher(
      EventLoop eventLoop,
      Mailbox mailbox,
      DeliveryBus bus,
      AckedMessageDeleter ackedMessageDeleter,
      DeliverySettings settings,
      DeliveryMeters meters) {
    this.eventLoop = eventLoop;
    this.bus = bus;
    this.siblingConsumers = new SiblingConsumers(eventLoop, bus, ids);
    this.ackScheduler = new AckScheduler(eventLoop, settings.ackDelay());
    this.recipientQueues = new RecipientQueues(2 * settings.reconcileInterval().toMillis());
    this.pendingMessages =
        new PendingMessages(eventLoop, settings, ackScheduler, meters, this::expired);
    this.handoffBatcher = new HandoffBatcher(eventLoop, bus, this::noListeners);
    this.handoffTimeouts =
        new HandoffTimeouts(eventLoop, settings.handoffTimeout().toMillis(), this::handoffTimedOut);
    this.store =
        new StoreAndForward(
            eventLoop,
            settings,
            new BatchWriter(eventLoop, mailbox, settings, meters),
            pendingMessages,
            ackedMessageDeleter,
            new CommitNotifier(eventLoop, bus, recipientQueues, ackedMessageDeleter),
            this::storeAttemptEnded);
    this.exposureCheck = new ExposureCheck(eventLoop, bus, siblingConsumers);
    this.onlineOnlySender =
        new OnlineOnlySender(
            eventLoop,
            bus,
            recipientQueues,
            pendingMessages,
            ackScheduler,
            settings.maxBytesPerEventLoop() / 4);
    this.maxOffered = settings.maxInFlight();
    this.handsOver = !settings.handoffTimeout().isZero();
    this.busRegistration =
        new BusRegistration(
            eventLoop, () -> bus.subscribeReceipts(ids.dispatcherId(), this::receive), () -> {});
    this.ready = busRegistration.register();
    bus.onMoved(this::moved);
  }

  /** Completes when MailboxConsumers of every node can send receipts. */
  Future<Void> ready() {
    return ready;
  }

  long dispatcherId() {
    return ids.dispatcherId();
  }

  /** Queries other MailboxConsumers; their replies arrive where receipts do. */
  SiblingConsumers siblingConsumers() {
    return siblingConsumers;
  }

  BusRegistration busRegistration() {
    return busRegistration;
  }

  /**
   * Takes a message.
   *
   * @param registration the registration that the device must have, if its sender has named one
   * @param deliveryToken the token that its sender has named
   */
  Future<Void> send(
      SenderQuota senderQuota,
      HashedAddress to,
      Buffer content,
      Handling handling,
      Optional<HashedRegistration> registration,
      Optional<UUID> deliveryToken) {
    RecipientQueue recipientQueue = recipientQueues.acquire(to);
    PendingMessage message =
        new PendingMessage(
            ids.next(),
            recipientQueue,
            content,
            handling,
            registration,
            deliveryToken,
            senderQuota,
            eventLoop.millis(),
            ackScheduler.nextSlot());
    pendingMessages.add(message);
    recipientQueue.add(message);
    if (!handsOver || pendingMessages.isNearlyFull() || senderQuota.isNearlyFull()) {
      recipientQueue.storeAll();
    }
    advance(recipientQueue);
    return message.committedOrAcked.future();
  }

  /** Passes a message on that is worth nothing later; the future never fails. */
  Future<Void> sendOnlineOnly(
      SenderQuota senderQuota, HashedAddress to, ConsumerEvent.OnlineOnly message) {
    return onlineOnlySender.send(senderQuota, to, message);
  }

  /** The outcome of a message that is not sent, at the time of one that is. */
  <T> Future<T> atTick(Future<T> outcome) {
    return ackScheduler.atTick(outcome);
  }

  boolean hasRoomFor(SenderQuota senderQuota) {
    return pendingMessages.hasRoomFor(senderQuota);
  }

  void forget(SenderQuota senderQuota) {
    pendingMessages.forget(senderQuota);
  }

  /** Hands over what may be, stores what must be, and releases a queue that is done. */
  private void advance(RecipientQueue recipientQueue) {
    long now = eventLoop.millis();
    if (!handsOver || !recipientQueue.isReachable(now) || isOverfull(recipientQueue, now)) {
      recipientQueue.storeAll();
    }
    for (PendingMessage next = handOffNext(recipientQueue);
        next != null;
        next = handOffNext(recipientQueue)) {
      handoffBatcher.add(next, recipientQueue.predecessorOf(next, eventLoop.millis()));
    }
    if (recipientQueue.isReadyToStore()) {
      store.add(recipientQueue);
    }
    recipientQueues.release(recipientQueue, eventLoop.millis());
  }

  /** Without a store, what waits is not to go there. */
  private boolean isOverfull(RecipientQueue recipientQueue, long now) {
    return !store.isStoreUnavailable() && recipientQueue.isOverfull(now, maxOffered);
  }

  private PendingMessage handOffNext(RecipientQueue recipientQueue) {
    return recipientQueue.handOffNext(eventLoop.millis(), handoffTimeouts, maxOffered);
  }

  private void noListeners(PendingMessage message, long publishedAt) {
    recipientQueues.update(
        message.to(),
        eventLoop.millis(),
        recipientQueue -> recipientQueue.markUnreachable(publishedAt));
    exposureCheck.takeBack(message).onComplete(checked -> store(message));
  }

  /** Of several MailboxConsumers, another one may be the right one. */
  private void stale(PendingMessage message, Origin consumer) {
    message.markStaleAt(consumer);
    exposureCheck
        .takeBack(message)
        .onSuccess(
            untaken -> {
              if (untaken) {
                store(message);
              }
            });
  }

  /** No receipt came in time: later messages are not to wait as long. */
  private void handoffTimedOut(List<PendingMessage> unanswered) {
    unanswered.stream().filter(PendingMessage::isHandedOff).forEach(this::unresponsive);
    unanswered.forEach(this::store);
  }

  private void unresponsive(PendingMessage message) {
    message.recipientQueue.markUnresponsive(eventLoop.millis());
    bus.forget(message.to());
  }

  /** Messages under way go once more, in their order, to where the recipient is now. */
  private void moved(DeliveryBus.Moved moved) {
    RecipientQueue recipientQueue = recipientQueues.find(moved.to());
    if (recipientQueue != null) {
      handoffBatcher.forget(moved.to());
      recipientQueue.credit();
      for (PendingMessage message : recipientQueue.handedOff()) {
        if (moved.untaken().contains(message.id)) {
          message.takeBack();
        }
        handoffBatcher.add(message, recipientQueue.predecessorOf(message, eventLoop.millis()));
      }
      advance(recipientQueue);
    }
  }

  /** It will not be acked as handed over. */
  private void store(PendingMessage message) {
    if (message.isWaiting()) {
      message.recipientQueue.storeUpTo(message);
      advance(message.recipientQueue);
    }
  }

  private void receive(List<DeliveryReceipt> receipts) {
    if (receipts.isEmpty()) {
      busRegistration.probeReceived();
    } else if (SiblingConsumers.isReply(receipts)) {
      siblingConsumers.receive(receipts);
    } else {
      receipts.forEach(this::receive);
    }
    checkDrained();
  }

  private void receive(DeliveryReceipt receipt) {
    RecipientQueue recipientQueue = recipientQueues.find(receipt.from());
    if (recipientQueue != null) {
      recipientQueue.markResponsive();
    }
    PendingMessage message = pendingMessages.find(receipt.id());
    if (message != null) {
      decide(message, receipt);
    }
    if (recipientQueue != null) {
      goOn(recipientQueue, receipt.disposition());
    }
  }

  private void decide(PendingMessage message, DeliveryReceipt receipt) {
    switch (receipt.disposition()) {
      case ACKED -> acked(message);
      case STALE -> receipt.by().ifPresent(by -> stale(message, by));
      case NO_CREDIT -> noCredit(message);
      case CREDIT -> {}
      default -> {
        message.markDeclined();
        store(message);
      }
    }
  }

  /** It goes again, and all behind it, when there is credit, in its time. */
  private void noCredit(PendingMessage message) {
    if (!message.isHandedOff()) {
      return;
    }
    if (message.mayAwaitCredit(eventLoop.millis())) {
      handoffBatcher.forgetFrom(message);
      message.recipientQueue.noCredit(message, eventLoop.millis(), handoffTimeouts, maxOffered);
    } else {
      store(message);
    }
  }

  /**
   * While the store is away, messages that wait for it are handed off again as their recipient acks
   * others.
   */
  private void goOn(RecipientQueue recipientQueue, Disposition disposition) {
    if (disposition == Disposition.ACKED) {
      recipientQueue.acked(eventLoop.millis());
    } else if (disposition == Disposition.CREDIT) {
      recipientQueue.credit();
    }
    if (store.isStoreUnavailable()) {
      recipientQueue.retryHandoff();
    }
    advance(recipientQueue);
  }

  private void acked(PendingMessage message) {
    if (!message.isBeingStored()) {
      store.deleteIfStored(message);
    }
    pendingMessages.committedOrAcked(message, Done.ACKED);
  }

  private void storeAttemptEnded(RecipientQueue recipientQueue) {
    advance(recipientQueue);
    checkDrained();
  }

  /**
   * Its time is over; if a statement under way stores it yet, its recipient is nevertheless
   * notified.
   */
  private void expired(PendingMessage message) {
    pendingMessages.refuse(message, new MessageRejectedException(Reason.UNAVAILABLE));
    advance(message.recipientQueue);
    checkDrained();
  }

  /**
   * Stores what is not finished, and completes when all is; answers then leave without waiting for
   * their tick.
   */
  Future<Void> drain() {
    handsOver = false;
    recipientQueues.all().forEach(this::advance);
    Promise<Void> drained = Promise.promise();
    awaitingDrain.add(drained);
    checkDrained();
    return drained
        .future()
        .onComplete(
            done -> {
              ackScheduler.releaseAll();
              busRegistration.close();
            });
  }

  private void checkDrained() {
    if (pendingMessages.isEmpty() && store.isIdle()) {
      awaitingDrain.forEach(Promise::tryComplete);
      awaitingDrain.clear();
    }
  }
}
