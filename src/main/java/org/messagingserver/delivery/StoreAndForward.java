package org.messagingserver.delivery;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.messagingserver.delivery.MessageState.Done;
import org.messagingserver.delivery.StoreOutcome.Completed;
import org.messagingserver.delivery.StoreOutcome.Failed;
import org.messagingserver.delivery.StoreOutcome.OfMessage;
import org.messagingserver.delivery.StoreOutcome.Unknown;
import org.messagingserver.mailbox.AckedRow;

/**
 * Stores and finishes the messages that RecipientQueues have to store, and notifies recipients:
 * messages that gather while statements are under way go with the next one. While the store is
 * unavailable, messages go back to their queues, in their order.
 */
final class StoreAndForward {
  private final EventLoop eventLoop;
  private final DeliverySettings settings;
  private final BatchWriter batchWriter;
  private final PendingMessages pendingMessages;
  private final AckedMessageDeleter ackedMessageDeleter;
  private final CommitNotifier notifier;
  private final Consumer<RecipientQueue> onAttemptEnded;
  private final Set<RecipientQueue> ready = new LinkedHashSet<>();
  private int runningStatements;
  private boolean gathering;
  private boolean probing;

  /**
   * @param onAttemptEnded is to go on with a queue whose attempt to store has ended
   */
  StoreAndForward(
      EventLoop eventLoop,
      DeliverySettings settings,
      BatchWriter batchWriter,
      PendingMessages pendingMessages,
      AckedMessageDeleter ackedMessageDeleter,
      CommitNotifier notifier,
      Consumer<RecipientQueue> onAttemptEnded) {
    this.eventLoop = eventLoop;
    this.settings = settings;
    this.batchWriter = batchWriter;
    this.pendingMessages = pendingMessages;
    this.ackedMessageDeleter = ackedMessageDeleter;
    this.notifier = notifier;
    this.onAttemptEnded = onAttemptEnded;
  }

  /** A queue has messages to store. Messages of one tick of the event loop go together. */
  void add(RecipientQueue recipientQueue) {
    ready.add(recipientQueue);
    if (!gathering) {
      gathering = true;
      eventLoop.afterThisTick(
          () -> {
            gathering = false;
            pump();
          });
    }
  }

  /** Whether no statement is under way. */
  boolean isIdle() {
    return runningStatements == 0;
  }

  /** Whether the store has failed, and not responded since. */
  boolean isStoreUnavailable() {
    return batchWriter.isUnavailable();
  }

  /** An earlier attempt to store an acked message may have gone well, unheard. */
  void deleteIfStored(PendingMessage message) {
    if (message.mayBeStored()) {
      ackedMessageDeleter.deleteIfRoom(
          new AckedRow(message.to(), AckedRow.UNKNOWN_ROW, message.id));
    }
  }

  private void pump() {
    while (!isStoreUnavailable()
        && runningStatements < settings.maxConcurrentBatches()
        && !ready.isEmpty()) {
      StoreBatch batch = StoreBatch.take(ready, settings);
      if (!batch.isEmpty()) {
        runningStatements++;
        batchWriter.store(batch).onSuccess(outcome -> ended(batch, outcome));
      }
    }
  }

  private void ended(StoreBatch batch, StoreOutcome outcome) {
    runningStatements--;
    try {
      if (outcome instanceof Completed completed) {
        probing &= isStoreUnavailable();
        finish(batch, completed);
      } else if (outcome instanceof Unknown unknown) {
        unknown.late().onSuccess(notifier::announce);
        probeUntilAvailable();
        requeue(batch);
      }
    } finally {
      pump();
    }
  }

  private void finish(StoreBatch batch, Completed outcome) {
    try {
      ExceptionSafe.forEach(outcome.messages(), this::finish);
      notifier.announce(outcome);
    } finally {
      ExceptionSafe.forEach(
          batch.queues(),
          recipientQueue -> {
            recipientQueue.storeCompleted();
            onAttemptEnded.accept(recipientQueue);
          });
    }
  }

  private void finish(OfMessage outcome) {
    if (outcome instanceof Failed failed) {
      pendingMessages.refuse(failed.message(), failed.cause());
    } else {
      pendingMessages.committedOrAcked(outcome.message(), Done.COMMITTED);
    }
  }

  /**
   * The same ids go again, ahead of all that came later, first to the MailboxConsumers that listen
   * now.
   */
  private void requeue(StoreBatch batch) {
    batch.messages().stream()
        .filter(message -> message.state() == Done.ACKED)
        .forEach(this::deleteIfStored);
    batch
        .queues()
        .forEach(recipientQueue -> requeue(recipientQueue, batch.unfinished(recipientQueue)));
  }

  private void requeue(RecipientQueue recipientQueue, List<PendingMessage> unknown) {
    recipientQueue.storeOutcomeUnknown(unknown);
    recipientQueue.markResponsive();
    onAttemptEnded.accept(recipientQueue);
  }

  /** Once for each time that it stops responding: an earlier probe may still be running. */
  private void probeUntilAvailable() {
    if (!probing) {
      probing = true;
      batchWriter
          .probe()
          .onComplete(
              result -> {
                probing = false;
                if (result.succeeded()) {
                  pump();
                } else {
                  stillUnavailable();
                }
              });
    }
  }

  /** Waiting messages may be handed over meanwhile. */
  private void stillUnavailable() {
    probeUntilAvailable();
    List<RecipientQueue> waiting = List.copyOf(ready);
    ready.clear();
    ExceptionSafe.forEach(
        waiting,
        recipientQueue -> {
          if (recipientQueue.isReadyToStore()) {
            requeue(recipientQueue, List.of());
          }
        });
  }
}
