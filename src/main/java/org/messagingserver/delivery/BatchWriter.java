package org.messagingserver.delivery;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import org.messagingserver.delivery.StoreOutcome.Known;
import org.messagingserver.delivery.StoreOutcome.Unknown;
import org.messagingserver.mailbox.AppendOutcome;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.mailbox.MailboxUnavailableException;

/**
 * Stores batches of messages, an outcome for every message, and knows whether the store is away:
 * then it is to be asked, with growing pauses, before it is given a batch again.
 */
final class BatchWriter {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.delivery");

  private final EventLoop eventLoop;
  private final Mailbox mailbox;
  private final long mostMillis;
  private final DeliveryMeters meters;
  private final Backoff backoff;
  private boolean away;

  BatchWriter(
      EventLoop eventLoop, Mailbox mailbox, DeliverySettings settings, DeliveryMeters meters) {
    this.eventLoop = eventLoop;
    this.mailbox = mailbox;
    this.mostMillis = settings.store().toMillis() / 2;
    this.meters = meters;
    this.backoff = Backoff.within(settings.store());
  }

  /** Whether the store has failed, and not answered since. */
  boolean isAway() {
    return away;
  }

  /** Stores a batch in one statement; never fails. */
  Future<StoreOutcome> store(StoreBatch batch) {
    long began = eventLoop.millis();
    Future<List<AppendOutcome>> statement =
        HandoffAttempt.of(() -> mailbox.append(batch.attempt()));
    return inTime(statement)
        .transform(
            answer -> {
              meters.stored(batch.rows(), answer.succeeded(), eventLoop.millis() - began);
              return Future.succeededFuture(outcome(batch, statement, answer));
            })
        .otherwise(defect -> Known.failed(batch.messages(), defect));
  }

  private StoreOutcome outcome(
      StoreBatch batch,
      Future<List<AppendOutcome>> statement,
      AsyncResult<List<AppendOutcome>> answer) {
    if (answer.succeeded()) {
      isBack();
      return Known.answered(batch.messages(), answer.result());
    } else if (answer.cause() instanceof MailboxUnavailableException) {
      goesAway();
      return new Unknown(statement.map(late -> Known.answered(batch.messages(), late)));
    }
    return Known.failed(batch.messages(), answer.cause());
  }

  /** A statement that takes too long has failed: it may still be carried out. */
  private <T> Future<T> inTime(Future<T> statement) {
    Promise<T> inTime = Promise.promise();
    EventLoop.Timer timer =
        eventLoop.after(mostMillis, () -> inTime.tryFail(new MailboxUnavailableException()));
    statement.onComplete(
        answer -> {
          timer.cancel();
          if (answer.succeeded()) {
            inTime.tryComplete(answer.result());
          } else {
            inTime.tryFail(answer.cause());
          }
        });
    return inTime.future();
  }

  /**
   * Asks the store after a pause whether it is there. No message is bound in a statement meanwhile:
   * each may still be handed over. Fails while the store is away.
   */
  Future<Void> ask() {
    Promise<Void> there = Promise.promise();
    eventLoop.after(
        backoff.pause(),
        () -> {
          if (away) {
            inTime(HandoffAttempt.of(() -> mailbox.survey(List.of())))
                .onComplete(answer -> asked(answer, there));
          } else {
            there.complete();
          }
        });
    return there.future();
  }

  private void asked(AsyncResult<?> answer, Promise<Void> there) {
    if (answer.succeeded()) {
      isBack();
    }
    if (away) {
      there.fail(answer.cause());
    } else {
      there.complete();
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
    }
  }
}
