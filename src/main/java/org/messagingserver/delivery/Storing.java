package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.messagingserver.delivery.RefusedMessageException.Reason;
import org.messagingserver.mailbox.AppendOutcome;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.mailbox.MailboxUnavailableException;

/**
 * Stores what lanes have to store, an outcome for every message: what gathers while statements are
 * under way goes with the next one. While the store is away it is tried with growing pauses.
 */
final class Storing {

  /** What became of one message of a batch. */
  sealed interface Outcome {
    Outgoing message();
  }

  /** It is committed. */
  record Stored(Outgoing message, long row) implements Outcome {}

  /** It is not, and is not to be tried again as it is. */
  record Failed(Outgoing message, Throwable cause) implements Outcome {}

  private final Loop loop;
  private final Mailbox mailbox;
  private final DeliverySettings settings;
  private final BiConsumer<OutboxBatch, List<Outcome>> onDone;
  private final Consumer<OutboxBatch> onUnknown;
  private final Backoff backoff;
  private final Set<Lane> ready = new LinkedHashSet<>();
  private int underWay;
  private boolean gathering;
  private boolean backingOff;

  /**
   * @param onDone told of a batch with its outcomes
   * @param onUnknown told of a batch that may have been stored or not: the store is away
   */
  Storing(
      Loop loop,
      Mailbox mailbox,
      DeliverySettings settings,
      BiConsumer<OutboxBatch, List<Outcome>> onDone,
      Consumer<OutboxBatch> onUnknown) {
    this.loop = loop;
    this.mailbox = mailbox;
    this.settings = settings;
    this.onDone = onDone;
    this.onUnknown = onUnknown;
    this.backoff = Backoff.within(settings.store());
  }

  /** A lane has messages to store. What comes in one turn of the event loop goes together. */
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

  /** Whether the last statement failed, and none is to be tried yet. */
  boolean isAway() {
    return backingOff;
  }

  private void pump() {
    while (!backingOff && underWay < settings.batches() && !ready.isEmpty()) {
      OutboxBatch batch = OutboxBatch.take(ready, settings);
      if (!batch.isEmpty()) {
        store(batch);
      }
    }
  }

  private void store(OutboxBatch batch) {
    underWay++;
    mailbox
        .append(batch.attempt())
        .onComplete(
            result -> {
              underWay--;
              if (result.succeeded()) {
                backoff.reset();
                onDone.accept(batch, outcomes(batch.messages(), result.result()));
              } else if (result.cause() instanceof MailboxUnavailableException) {
                backOff();
                onUnknown.accept(batch);
              } else {
                onDone.accept(batch, failures(batch.messages(), result.cause()));
              }
              pump();
            });
  }

  private void backOff() {
    if (!backingOff) {
      backingOff = true;
      loop.after(
          backoff.pause(),
          () -> {
            backingOff = false;
            pump();
          });
    }
  }

  private static List<Outcome> outcomes(List<Outgoing> messages, List<AppendOutcome> appended) {
    List<Outcome> outcomes = new ArrayList<>(messages.size());
    for (int index = 0; index < messages.size(); index++) {
      Outgoing message = messages.get(index);
      outcomes.add(
          appended.get(index) instanceof AppendOutcome.Stored stored
              ? new Stored(message, stored.row())
              : new Failed(
                  message,
                  new RefusedMessageException(
                      reason((AppendOutcome.Refused) appended.get(index)))));
    }
    return outcomes;
  }

  private static Reason reason(AppendOutcome.Refused refused) {
    return switch (refused) {
      case UNKNOWN_USER -> Reason.UNKNOWN_USER;
      case UNKNOWN_DEVICE -> Reason.UNKNOWN_DEVICE;
      case MAILBOX_FULL -> Reason.MAILBOX_FULL;
    };
  }

  private static List<Outcome> failures(List<Outgoing> messages, Throwable cause) {
    return messages.stream().<Outcome>map(message -> new Failed(message, cause)).toList();
  }
}
