package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.messagingserver.delivery.ConsumerEvent.Hint;
import org.messagingserver.delivery.MessageState.Done;
import org.messagingserver.delivery.StoreOutcome.Known;
import org.messagingserver.delivery.StoreOutcome.OfMessage;
import org.messagingserver.delivery.StoreOutcome.Stored;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.mailbox.AckedRow;

/**
 * Tells the recipients' MailboxConsumers what has been committed for them, and deletes what has
 * been acked meanwhile.
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
  void announce(Known outcome) {
    Map<HashedAddress, List<Hint>> hints = new LinkedHashMap<>();
    for (OfMessage one : outcome.messages()) {
      if (one instanceof Stored stored && one.message().state() == Done.ACKED) {
        ackedMessageDeleter.settle(row(stored));
      } else if (one instanceof Stored stored) {
        Hint hint = noted(stored);
        hints.computeIfAbsent(one.message().to(), to -> new ArrayList<>()).add(hint);
      }
    }
    hints.forEach(this::hint);
  }

  private static AckedRow row(Stored stored) {
    return new AckedRow(stored.message().to(), stored.row(), stored.message().id);
  }

  private Hint noted(Stored stored) {
    PendingMessage message = stored.message();
    recipientQueues.note(
        message.to(),
        eventLoop.millis(),
        recipientQueue -> recipientQueue.stored(message.id, eventLoop.millisJustNow()));
    return new Hint(message.id, stored.row());
  }

  /** To find out that nobody is there costs a cluster more than all else that a message needs. */
  private void hint(HashedAddress to, List<Hint> hints) {
    long asked = eventLoop.millis();
    RecipientQueue known = recipientQueues.find(to);
    if (known == null || !known.isDeserted(asked)) {
      bus.publish(to, new ConsumerEvent.Stored(hints))
          .onSuccess(heard -> recipientQueues.note(to, eventLoop.millis(), RecipientQueue::heard))
          .onFailure(
              nobody ->
                  recipientQueues.note(
                      to, eventLoop.millis(), recipientQueue -> recipientQueue.unreachable(asked)));
    }
  }
}
