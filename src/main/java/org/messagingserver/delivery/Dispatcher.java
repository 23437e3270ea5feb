package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.messagingserver.delivery.DeliveryReceipt.Verdict;
import org.messagingserver.delivery.MessageRejectedException.Reason;
import org.messagingserver.delivery.MessageState.Done;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.mailbox.Mailbox;

/**
 * Keeps each message of its event loop until its recipient has acked it or Postgres has committed
 * it, in the order in which one socket sent them to one recipient: hands it over to live
 * MailboxConsumers, and stores what they do not ack in time. {@link MessageState} shows the ways of
 * a message. A message that is neither within {@code delivery.storeMillis} is refused as
 * unavailable.
 */
final class Dispatcher {
  private final EventLoop eventLoop;
  private final MessageIds ids = new MessageIds();
  private final SiblingConsumers siblingConsumers;
  private final AckScheduler acks;
  private final RecipientQueues recipientQueues;
  private final PendingMessages pendingMessages;
  private final HandoffTimeouts handoffTimeouts;
  private final HandoffBatcher handoffBatcher;
  private final StoreAndForward store;
  private final BusRegistration busRegistration;
  private final Future<Void> ready;
  private final List<Promise<Void>> awaitingDrain = new ArrayList<>();
  private boolean handsOver;

  Dispatcher(
      EventLoop eventLoop,
      Mailbox mailbox,
      DeliveryBus bus,
      AckedMessageDeleter ackedMessageDeleter,
      DeliverySettings settings,
      DeliveryMeters meters) {
    this.eventLoop = eventLoop;
    this.siblingConsumers = new SiblingConsumers(eventLoop, bus, ids);
    this.acks = new AckScheduler(eventLoop, settings.ack());
    this.recipientQueues = new RecipientQueues(2 * settings.reconcileInterval().toMillis());
    this.pendingMessages = new PendingMessages(eventLoop, settings, acks, meters, this::expired);
    this.handoffBatcher = new HandoffBatcher(eventLoop, bus, this::unheard);
    this.handoffTimeouts =
        new HandoffTimeouts(eventLoop, settings.handoff().toMillis(), this::unanswered);
    this.store =
        new StoreAndForward(
            eventLoop,
            settings,
            new BatchWriter(eventLoop, mailbox, settings, meters),
            pendingMessages,
            ackedMessageDeleter,
            new CommitNotifier(eventLoop, bus, recipientQueues, ackedMessageDeleter),
            this::backFromStore);
    this.handsOver = !settings.handoff().isZero();
    this.busRegistration =
        new BusRegistration(
            eventLoop, () -> bus.hearAnswers(ids.outbox(), this::answered), () -> {});
    this.ready = busRegistration.take();
  }

  /** Completes when MailboxConsumers of every node can answer. */
  Future<Void> ready() {
    return ready;
  }

  long id() {
    return ids.outbox();
  }

  /** Asks other MailboxConsumers; they answer where they answer a Dispatcher. */
  SiblingConsumers siblings() {
    return siblingConsumers;
  }

  BusRegistration place() {
    return busRegistration;
  }

  Future<Void> send(SenderQuota share, HashedAddress to, Buffer content) {
    RecipientQueue recipientQueue = recipientQueues.use(to);
    PendingMessage message =
        new PendingMessage(
            ids.next(), recipientQueue, content, share, eventLoop.millis(), acks.next());
    pendingMessages.add(message);
    recipientQueue.add(message);
    if (!handsOver || pendingMessages.isCrowded() || share.isCrowded()) {
      recipientQueue.storeAll();
    }
    advance(recipientQueue);
    return message.safe.future();
  }

  boolean hasRoomFor(SenderQuota share) {
    return pendingMessages.hasRoomFor(share);
  }

  void forget(SenderQuota share) {
    pendingMessages.forget(share);
  }

  /** Hands over what may be, stores what must be, and lets go of a lane that is done. */
  private void advance(RecipientQueue recipientQueue) {
    long now = eventLoop.millis();
    if (!handsOver || !recipientQueue.isReachable(now)) {
      recipientQueue.storeAll();
    }
    for (PendingMessage next = handOffNext(recipientQueue);
        next != null;
        next = handOffNext(recipientQueue)) {
      handoffBatcher.add(next, recipientQueue.before(next, eventLoop.millis()));
    }
    if (recipientQueue.isReadyToStore()) {
      store.add(recipientQueue);
    }
    recipientQueues.release(recipientQueue, eventLoop.millis());
  }

  private PendingMessage handOffNext(RecipientQueue recipientQueue) {
    return recipientQueue.handOffNext(eventLoop.millis(), handoffTimeouts);
  }

  private void unheard(PendingMessage message, long asked) {
    recipientQueues.note(
        message.to(), eventLoop.millis(), recipientQueue -> recipientQueue.unreachable(asked));
    store(message);
  }

  /** MailboxConsumers were asked, and were silent: those behind are not to wait as long. */
  private void unanswered(List<PendingMessage> silent) {
    silent.forEach(message -> message.recipientQueue.silent(eventLoop.millis()));
    silent.forEach(this::store);
  }

  /** It will not be acked as handed over. */
  private void store(PendingMessage message) {
    if (message.isHandedOff()) {
      message.recipientQueue.storeUpTo(message);
      advance(message.recipientQueue);
    }
  }

  private void answered(List<DeliveryReceipt> all) {
    if (all.isEmpty()) {
      busRegistration.heardProbe();
    } else if (SiblingConsumers.isForThem(all)) {
      siblingConsumers.answered(all);
    } else {
      all.forEach(this::answered);
    }
    noteDrained();
  }

  private void answered(DeliveryReceipt deliveryReceipt) {
    RecipientQueue recipientQueue = recipientQueues.find(deliveryReceipt.from());
    if (recipientQueue != null) {
      recipientQueue.reachable();
    }
    PendingMessage message = pendingMessages.find(deliveryReceipt.id());
    if (message != null && deliveryReceipt.verdict() == Verdict.SETTLED) {
      settled(message);
    } else if (message != null) {
      store(message);
    }
    if (recipientQueue != null) {
      offerAgain(recipientQueue, deliveryReceipt.verdict());
      advance(recipientQueue);
    }
  }

  /** More than a MailboxConsumer takes at once goes in turns while it cannot be stored. */
  private void offerAgain(RecipientQueue recipientQueue, Verdict verdict) {
    if (verdict == Verdict.SETTLED) {
      recipientQueue.settled();
    }
    if (store.isAway()) {
      recipientQueue.offerAgain();
    }
  }

  private void settled(PendingMessage message) {
    if (!message.isBeingStored()) {
      store.deleteIfStored(message);
    }
    pendingMessages.safe(message, Done.ACKED);
  }

  private void backFromStore(RecipientQueue recipientQueue) {
    advance(recipientQueue);
    noteDrained();
  }

  /**
   * Its time is over; if a statement under way stores it yet, its recipient is nevertheless hinted.
   */
  private void expired(PendingMessage message) {
    pendingMessages.refuse(message, new MessageRejectedException(Reason.UNAVAILABLE));
    advance(message.recipientQueue);
    noteDrained();
  }

  /**
   * Stores what is not finished, and completes when all is; Acks then leave without waiting for
   * their tick.
   */
  Future<Void> drain() {
    handsOver = false;
    recipientQueues.all().forEach(this::advance);
    Promise<Void> drained = Promise.promise();
    awaitingDrain.add(drained);
    noteDrained();
    return drained
        .future()
        .onComplete(
            done -> {
              acks.releaseAll();
              busRegistration.leave();
            });
  }

  private void noteDrained() {
    if (pendingMessages.isEmpty() && store.isIdle()) {
      awaitingDrain.forEach(Promise::tryComplete);
      awaitingDrain.clear();
    }
  }
}
