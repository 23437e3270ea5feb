package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.messagingserver.delivery.ConsumerEvent.OnlineOnly;
import org.messagingserver.encryption.HashedAddress;

/**
 * Publishes messages that are worth nothing later to the MailboxConsumers of their recipients, and
 * forgets them. The sender's answer is an Ack at its tick, and the bytes count until then, whatever
 * becomes of the message, so that neither tells anything about the recipient.
 */
final class OnlineOnlySender {
  private final EventLoop eventLoop;
  private final DeliveryBus bus;
  private final RecipientQueues recipientQueues;
  private final PendingMessages pendingMessages;
  private final AckScheduler ackScheduler;
  private final long maxPublishingBytes;
  private long publishingBytes;

  /**
   * @param recipientQueues remembers where nobody listened
   * @param pendingMessages counts the bytes until the Ack leaves
   * @param maxPublishingBytes bytes that the bus has not written yet; beyond, messages are dropped
   */
  OnlineOnlySender(
      EventLoop eventLoop,
      DeliveryBus bus,
      RecipientQueues recipientQueues,
      PendingMessages pendingMessages,
      AckScheduler ackScheduler,
      long maxPublishingBytes) {
    this.eventLoop = eventLoop;
    this.bus = bus;
    this.recipientQueues = recipientQueues;
    this.pendingMessages = pendingMessages;
    this.ackScheduler = ackScheduler;
    this.maxPublishingBytes = maxPublishingBytes;
  }

  /** Takes a message; completes when its Ack may leave. */
  Future<Void> send(SenderQuota senderQuota, HashedAddress to, OnlineOnly message) {
    int bytes = message.content().length() + PendingMessage.OVERHEAD_BYTES;
    if (isReachable(to) && publishingBytes + bytes <= maxPublishingBytes) {
      publish(to, message, bytes);
    }
    Promise<Void> answered = Promise.promise();
    pendingMessages.reserve(senderQuota, bytes);
    ackScheduler.release(
        ackScheduler.nextSlot(),
        () -> {
          pendingMessages.release(senderQuota, bytes);
          answered.complete();
        });
    return answered.future();
  }

  private boolean isReachable(HashedAddress to) {
    RecipientQueue known = recipientQueues.find(to);
    return known == null || !known.isUnreachable(eventLoop.millis());
  }

  private void publish(HashedAddress to, OnlineOnly message, int bytes) {
    long publishedAt = eventLoop.millis();
    publishingBytes += bytes;
    ExceptionSafe.call(() -> bus.publish(to, message))
        .onComplete(written -> publishingBytes -= bytes)
        .onFailure(nobody -> noListeners(to, publishedAt));
  }

  private void noListeners(HashedAddress to, long publishedAt) {
    recipientQueues.update(
        to, eventLoop.millis(), recipientQueue -> recipientQueue.markUnreachable(publishedAt));
  }
}
