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
  private final Loop loop;
  private final DeliverySettings settings;
  private final Storing storing;
  private final Unfinished unfinished;
  private final Settlements settlements;
  private final CommitNotifier notifier;
  private final Consumer<Lane> onBack;
  private final Set<Lane> ready = new LinkedHashSet<>();
  private int underWay;
  private boolean gathering;
  private boolean asking;

  /**
   * @param onBack is to go on with a lane that has come back from the store
   */
  StoreAndForward(
      Loop loop,
      DeliverySettings settings,
      Storing storing,
      Unfinished unfinished,
      Settlements settlements,
      CommitNotifier notifier,
      Consumer<Lane> onBack) {
    this.loop = loop;
    this.settings = settings;
    this.storing = storing;
    this.unfinished = unfinished;
    this.settlements = settlements;
    this.notifier = notifier;
    this.onBack = onBack;
  }

  /** A lane has messages to store. Messages of one tick of the event loop go together. */
  void add(Lane lane) {
    ready.add(lane);
    if (!gathering) {
      gathering = true;
      loop.afterThisTurn(
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
    return storing.isAway();
  }

  /** An earlier attempt to store an acked message may have gone well, unheard. */
  void deleteIfStored(Outgoing message) {
    if (message.mayBeStored()) {
      settlements.settleIfRoom(new AckedRow(message.to(), AckedRow.UNKNOWN_ROW, message.id));
    }
  }

  private void pump() {
    while (!isAway() && underWay < settings.batches() && !ready.isEmpty()) {
      OutboxBatch batch = OutboxBatch.take(ready, settings);
      if (!batch.isEmpty()) {
        underWay++;
        storing.store(batch).onSuccess(outcome -> ended(batch, outcome));
      }
    }
  }

  private void ended(OutboxBatch batch, StoreOutcome outcome) {
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

  private void finish(OutboxBatch batch, Known outcome) {
    try {
      Attempt.forEach(outcome.messages(), this::finish);
      notifier.announce(outcome);
    } finally {
      Attempt.forEach(
          batch.lanes(),
          lane -> {
            lane.comeBack();
            onBack.accept(lane);
          });
    }
  }

  private void finish(OfMessage outcome) {
    if (outcome instanceof Failed failed) {
      unfinished.refuse(failed.message(), failed.cause());
    } else {
      unfinished.safe(outcome.message(), Done.COMMITTED);
    }
  }

  /** The same ids go again, ahead of all that came later, first to the Inboxes that listen now. */
  private void giveBack(OutboxBatch batch) {
    batch.messages().stream()
        .filter(message -> message.state() == Done.ACKED)
        .forEach(this::deleteIfStored);
    batch.lanes().forEach(lane -> giveBack(lane, batch.unfinished(lane)));
  }

  private void giveBack(Lane lane, List<Outgoing> unknown) {
    lane.comeBackInVain(unknown);
    lane.reachable();
    onBack.accept(lane);
  }

  /** Once for each time that it stops answering: an earlier question may have no answer yet. */
  private void askUntilItIsBack() {
    if (!asking) {
      asking = true;
      storing
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
    List<Lane> waiting = List.copyOf(ready);
    ready.clear();
    Attempt.forEach(
        waiting,
        lane -> {
          if (lane.isReadyToStore()) {
            giveBack(lane, List.of());
          }
        });
  }
}
