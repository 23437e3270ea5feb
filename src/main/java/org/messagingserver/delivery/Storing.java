package org.messagingserver.delivery;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
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
 * under way goes with the next one. While the store is away it is asked with growing pauses.
 */
final class Storing {

  private static final System.Logger LOG = System.getLogger("org.messagingserver.delivery");

  /** The outcome of one message of a batch. */
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
  private final DeliveryMeters meters;
  private final BiConsumer<OutboxBatch, List<Outcome>> onDone;
  private final Consumer<List<Outcome>> onLate;
  private final Consumer<OutboxBatch> onUnknown;
  private final Consumer<Lane> onAway;
  private final Backoff backoff;
  private final Set<Lane> ready = new LinkedHashSet<>();
  private int underWay;
  private boolean gathering;
  private boolean away;

  /**
   * @param onDone told of a batch with its outcomes
   * @param onLate receives the outcomes of a batch after they were reported as unknown
   * @param onUnknown told of a batch that may have been stored or not: the store is away
   * @param onAway told of a lane that waits, now and then while the store stays away
   */
  Storing(
      Loop loop,
      Mailbox mailbox,
      DeliverySettings settings,
      DeliveryMeters meters,
      BiConsumer<OutboxBatch, List<Outcome>> onDone,
      Consumer<List<Outcome>> onLate,
      Consumer<OutboxBatch> onUnknown,
      Consumer<Lane> onAway) {
    this.loop = loop;
    this.mailbox = mailbox;
    this.settings = settings;
    this.meters = meters;
    this.onDone = onDone;
    this.onLate = onLate;
    this.onUnknown = onUnknown;
    this.onAway = onAway;
    this.backoff = Backoff.within(settings.store());
  }

  /** A lane has messages to store. Messages of one turn of the event loop go together. */
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
    return away;
  }

  private void pump() {
    while (!away && underWay < settings.batches() && !ready.isEmpty()) {
      OutboxBatch batch = OutboxBatch.take(ready, settings);
      if (!batch.isEmpty()) {
        underWay++;
        long began = loop.millis();
        Future<List<AppendOutcome>> statement = Attempt.of(() -> mailbox.append(batch.attempt()));
        attempt(
            statement,
            answer -> {
              boolean answered = answer.succeeded();
              meters.stored(batch.rows(), answered, loop.millis() - began);
              stored(batch, statement, answer);
            });
      }
    }
  }

  /** A statement that takes too long has failed: it may still be carried out. */
  private <T> void attempt(Future<T> statement, Consumer<AsyncResult<T>> then) {
    Promise<T> inTime = Promise.promise();
    Loop.Timer timer =
        loop.after(
            settings.store().toMillis() / 2,
            () -> inTime.tryFail(new MailboxUnavailableException()));
    statement.onComplete(
        answer -> {
          timer.cancel();
          if (answer.succeeded()) {
            inTime.tryComplete(answer.result());
          } else {
            inTime.tryFail(answer.cause());
          }
        });
    inTime.future().onComplete(then::accept);
  }

  private void stored(
      OutboxBatch batch,
      Future<List<AppendOutcome>> statement,
      AsyncResult<List<AppendOutcome>> answer) {
    underWay--;
    try {
      judge(batch, statement, answer);
    } finally {
      pump();
    }
  }

  private void judge(
      OutboxBatch batch,
      Future<List<AppendOutcome>> statement,
      AsyncResult<List<AppendOutcome>> answer) {
    if (answer.succeeded()) {
      isBack();
      onDone.accept(batch, outcomes(batch.messages(), answer.result()));
    } else if (answer.cause() instanceof MailboxUnavailableException) {
      goesAway();
      onUnknown.accept(batch);
      statement.onSuccess(late -> onLate.accept(outcomes(batch.messages(), late)));
    } else {
      onDone.accept(batch, failures(batch.messages(), answer.cause()));
    }
  }

  private void isBack() {
    if (away) {
      LOG.log(System.Logger.Level.INFO, "the database responds again");
    }
    away = false;
    backoff.reset();
  }

  private void goesAway() {
    if (!away) {
      LOG.log(System.Logger.Level.WARNING, "the database does not respond; messages wait");
      away = true;
      askLater();
    }
  }

  /** No message is bound in a statement meanwhile: each may still be handed over. */
  private void askLater() {
    loop.after(
        backoff.pause(),
        () -> {
          if (away) {
            attempt(Attempt.of(() -> mailbox.survey(List.of())), this::asked);
          }
        });
  }

  private void asked(AsyncResult<?> answer) {
    if (answer.succeeded()) {
      isBack();
      pump();
    } else if (away) {
      askLater();
      List<Lane> waiting = List.copyOf(ready);
      ready.clear();
      Attempt.forEach(waiting, onAway);
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
