package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.messagingserver.delivery.ConsumerEvent.Notification;
import org.messagingserver.delivery.MessageState.Done;
import org.messagingserver.delivery.StoreOutcome.Completed;
import org.messagingserver.delivery.StoreOutcome.OfMessage;
import org.messagingserver.delivery.StoreOutcome.Stored;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.mailbox.AckedRow;

/**
 * Notifies the recipients' MailboxConsumers of committed messages, and deletes those that were
 * acked meanwhile.
 */
final class CommitNotifier {
  private final EventLoop eventLoop;
  private final DeliveryBus bus;
  private final RecipientQueues recipientQueues;
  private final AckedMessageDeleter ackedMessageDeleter;

  CommitNotifier(
      EventLoop eventLoop,
      DeliveryBus bus,
      RecipientQueues recipientQueues,
      AckedMessageDeleter ackedMessageDeleter) {
    this.eventLoop = eventLoop;
    this.bus = bus;
    this.recipientQueues = recipientQueues;
    this.ackedMessageDeleter = ackedMessageDeleter;
  }

  /** A statement has been answered, be it so late that its messages are under way again. */
  void announce(Completed outcome) {
    Map<HashedAddress, List<Notification>> notifications = new LinkedHashMap<>();
    for (OfMessage one : outcome.messages()) {
      if (one instanceof Stored stored) {
        deleteIfAcked(stored);
        if (isToBeRead(stored.message())) {
          notifications
              .computeIfAbsent(one.message().to(), to -> new ArrayList<>())
              .add(notification(stored));
        }
      }
    }
    notifications.forEach(this::publish);
  }

  /** Deletes a message that was acked meanwhile, or holds it if another socket has declined it. */
  private void deleteIfAcked(Stored stored) {
    if (stored.message().state() == Done.ACKED) {
      if (isToBeRead(stored.message())) {
        ackedMessageDeleter.hold(row(stored));
      } else {
        ackedMessageDeleter.delete(row(stored));
      }
    }
  }

  private static boolean isToBeRead(PendingMessage message) {
    return message.state() != Done.ACKED || message.isDeclined();
  }

  private static AckedRow row(Stored stored) {
    return new AckedRow(stored.message().to(), stored.row(), stored.message().id);
  }

  private Notification notification(Stored stored) {
    PendingMessage message = stored.message();
    recipientQueues.update(
        message.to(),
        eventLoop.millis(),
        recipientQueue -> recipientQueue.stored(message.id, eventLoop.millisJustNow()));
    return new Notification(message.id, stored.row());
  }

  /** Finding out that nobody listens costs a cluster more than all else that a message needs. */
  private void publish(HashedAddress to, List<Notification> notifications) {
    long publishedAt = eventLoop.millis();
    RecipientQueue known = recipientQueues.find(to);
    if (known == null || !known.recentlyUnreachable(publishedAt)) {
      if (known != null && known.isUnresponsive()) {
        bus.forget(to);
      }
      bus.publish(to, new ConsumerEvent.Stored(notifications))
          .onSuccess(
              listening ->
                  recipientQueues.update(to, eventLoop.millis(), RecipientQueue::markListening))
          .onFailure(
              nobody ->
                  recipientQueues.update(
                      to,
                      eventLoop.millis(),
                      recipientQueue -> recipientQueue.markUnreachable(publishedAt)));
    }
  }
}
