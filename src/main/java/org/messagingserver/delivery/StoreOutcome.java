package org.messagingserver.delivery;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.messagingserver.delivery.MessageRejectedException.Reason;
import org.messagingserver.mailbox.AppendOutcome;

/** The outcome of one statement that stores messages. */
sealed interface StoreOutcome {

  /** The outcome of one message of a batch. */
  sealed interface OfMessage {
    PendingMessage message();
  }

  /** It is committed. */
  record Stored(PendingMessage message, long row) implements OfMessage {}

  /** It is not, and is not to be tried again as it is. */
  record Failed(PendingMessage message, Throwable cause) implements OfMessage {}

  /** Each message is stored or refused. */
  record Completed(List<OfMessage> messages) implements StoreOutcome {

    /** The result of the store, message by message. */
    static Completed of(List<PendingMessage> messages, List<AppendOutcome> results) {
      List<OfMessage> outcomes = new ArrayList<>(messages.size());
      for (int index = 0; index < messages.size(); index++) {
        outcomes.add(outcome(messages.get(index), results.get(index)));
      }
      return new Completed(outcomes);
    }

    /** The statement as a whole has failed. */
    static Completed failed(List<PendingMessage> messages, Throwable cause) {
      return new Completed(
          messages.stream().<OfMessage>map(message -> new Failed(message, cause)).toList());
    }

    private static OfMessage outcome(PendingMessage message, AppendOutcome result) {
      return result instanceof AppendOutcome.Stored stored
          ? new Stored(message, stored.row())
          : new Failed(
              message, new MessageRejectedException(reason((AppendOutcome.Refused) result)));
    }

    private static Reason reason(AppendOutcome.Refused refused) {
      return switch (refused) {
        case UNKNOWN_USER -> Reason.UNKNOWN_USER;
        case UNKNOWN_DEVICE -> Reason.UNKNOWN_DEVICE;
        case STALE_DEVICE -> Reason.STALE_DEVICE;
        case MAILBOX_FULL -> Reason.MAILBOX_FULL;
      };
    }
  }

  /**
   * The store is unavailable, and the messages may be in it or not.
   *
   * @param late completes if the statement is answered after all
   */
  record Unknown(Future<Completed> late) implements StoreOutcome {}
}
