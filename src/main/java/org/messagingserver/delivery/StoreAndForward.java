package org.messagingserver.delivery;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.messagingserver.delivery.MessageState.Done;
import org.messagingserver.delivery.StoreOutcome.Failed;
import org.messagingserver.delivery.StoreOutcome.Known;
import org.messagingserver.delivery.StoreOutcome.OfMessage;
import org.messagingserver.delivery.StoreOutcome.Unknown;
import org.messagingserver.mailbox.AckedRow;

/**
 * Stores and finishes the messages that lanes have to store, and notifies its recipients: messages
 * that gather while statements are under way go with the next one. While the store is away,
 * messages go back to their lanes, in their order.
 */
final class StoreAndForward {
  private final EventLoop eventLoop;
  private final DeliverySettings settings;
  private final BatchWriter batchWriter;
  private final PendingMessages pendingMessages;
  private final AckedMessageDeleter ackedMessageDeleter;
  private final CommitNotifier notifier;
  private final Consumer<RecipientQueue> onBack;
  private final Set<RecipientQueue> ready = new LinkedHashSet<>();
  private int underWay;
  private boolean gathering;
  private boolean asking;

  /**
   * @param onBack is to go on with a lane that has come back from the store
   */
  StoreAndForward(
      EventLoop eventLoop,
      DeliverySettings settings,
      BatchWriter batchWriter,
      PendingMessages pendingMessages,
      AckedMessageDeleter ackedMessageDeleter,
      CommitNotifier notifier,
      Consumer<RecipientQueue> onBack) {
    this.eventLoop = eventLoop;
    this.settings = settings;
    this.batchWriter = batchWriter;
    this.pendingMessages = pendingMessages;
    this.ackedMessageDeleter = ackedMessageDeleter;
    this.notifier = notifier;
    this.onBack = onBack;
  }

  /** A lane has messages to store. Messages of one tick of the event loop go together. */
  void add(RecipientQueue recipientQueue) {
    ready.add(recipientQueue);
    if (!gathering) {
      gathering = true;
      eventLoop.afterThisTurn(
          () -> {
            gathering = false;
            pump();
          });
    }
  }

  /** Whether no statement is under way. */
  boolean isIdle() {
    return underWay == 0;
  }

  /** Whether the store has failed, and not answered since. */
  boolean isAway() {
    return batchWriter.isAway();
  }

  /** An earlier attempt to store an acked message may have gone well, unheard. */
  void deleteIfStored(PendingMessage message) {
    if (message.mayBeStored()) {
      ackedMessageDeleter.settleIfRoom(
          new AckedRow(message.to(), AckedRow.UNKNOWN_ROW, message.id));
    }
  }

  private void pump() {
    while (!isAway() && underWay < settings.batches() && !ready.isEmpty()) {
      StoreBatch batch = StoreBatch.take(ready, settings);
      if (!batch.isEmpty()) {
        underWay++;
        batchWriter.store(batch).onSuccess(outcome -> ended(batch, outcome));
      }
    }
  }

  private void ended(StoreBatch batch, StoreOutcome outcome) {
    underWay--;
    try {
      if (outcome instanceof Known known) {
        asking &= isAway();
        finish(batch, known);
      } else if (outcome instanceof Unknown unknown) {
        unknown.late().onSuccess(notifier::announce);
        askUntilItIsBack();
        giveBack(batch);
      }
    } finally {
      pump();
    }
  }

  private void finish(StoreBatch batch, Known outcome) {
    try {
      HandoffAttempt.forEach(outcome.messages(), this::finish);
      notifier.announce(outcome);
    } finally {
      HandoffAttempt.forEach(
          batch.lanes(),
          recipientQueue -> {
            recipientQueue.comeBack();
            onBack.accept(recipientQueue);
          });
    }
  }

  private void finish(OfMessage outcome) {
    if (outcome instanceof Failed failed) {
      pendingMessages.refuse(failed.message(), failed.cause());
    } else {
      pendingMessages.safe(outcome.message(), Done.COMMITTED);
    }
  }

  /**
   * The same ids go again, ahead of all that came later, first to the MailboxConsumers that listen
   * now.
   */
  private void giveBack(StoreBatch batch) {
    batch.messages().stream()
        .filter(message -> message.state() == Done.ACKED)
        .forEach(this::deleteIfStored);
    batch
        .lanes()
        .forEach(recipientQueue -> giveBack(recipientQueue, batch.unfinished(recipientQueue)));
  }

  private void giveBack(RecipientQueue recipientQueue, List<PendingMessage> unknown) {
    recipientQueue.comeBackInVain(unknown);
    recipientQueue.reachable();
    onBack.accept(recipientQueue);
  }

  /** Once for each time that it stops answering: an earlier question may have no answer yet. */
  private void askUntilItIsBack() {
    if (!asking) {
      asking = true;
      batchWriter
          .ask()
          .onComplete(
              answer -> {
                asking = false;
                if (answer.succeeded()) {
                  pump();
                } else {
                  stillAway();
                }
              });
    }
  }

  /** Waiting messages may be handed over meanwhile. */
  private void stillAway() {
    askUntilItIsBack();
    List<RecipientQueue> waiting = List.copyOf(ready);
    ready.clear();
    HandoffAttempt.forEach(
        waiting,
        recipientQueue -> {
          if (recipientQueue.isReadyToStore()) {
            giveBack(recipientQueue, List.of());
          }
        });
  }
}
