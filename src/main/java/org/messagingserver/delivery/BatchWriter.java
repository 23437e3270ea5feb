package org.messagingserver.delivery;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import org.messagingserver.delivery.StoreOutcome.Completed;
import org.messagingserver.delivery.StoreOutcome.Unknown;
import org.messagingserver.mailbox.AppendOutcome;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.mailbox.MailboxUnavailableException;

/**
 * Stores batches of messages, an outcome for every message, and knows whether the store is
 * unavailable: then it is probed, with growing pauses, before it gets a batch again.
 */
final class BatchWriter {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.delivery");

  private final EventLoop eventLoop;
  private final Mailbox mailbox;
  private final long timeoutMillis;
  private final DeliveryMeters meters;
  private final Backoff backoff;
  private boolean unavailable;

  BatchWriter(
      EventLoop eventLoop, Mailbox mailbox, DeliverySettings settings, DeliveryMeters meters) {
    this.eventLoop = eventLoop;
    this.mailbox = mailbox;
    this.timeoutMillis = settings.storeTimeout().toMillis() / 2;
    this.meters = meters;
    this.backoff = Backoff.within(settings.storeTimeout());
  }

  /** Whether the store has failed, and not responded since. */
  boolean isUnavailable() {
    return unavailable;
  }

  /** Stores a batch in one statement; never fails. */
  Future<StoreOutcome> store(StoreBatch batch) {
    long startedAt = eventLoop.millis();
    Future<List<AppendOutcome>> statement =
        ExceptionSafe.call(() -> mailbox.append(batch.toNewMessages()));
    return withTimeout(statement)
        .transform(
            result -> {
              meters.stored(batch.rows(), result.succeeded(), eventLoop.millis() - startedAt);
              return Future.succeededFuture(outcome(batch, statement, result));
            })
        .otherwise(defect -> Completed.failed(batch.messages(), defect));
  }

  private StoreOutcome outcome(
      StoreBatch batch,
      Future<List<AppendOutcome>> statement,
      AsyncResult<List<AppendOutcome>> result) {
    if (result.succeeded()) {
      markAvailable();
      return Completed.of(batch.messages(), result.result());
    } else if (result.cause() instanceof MailboxUnavailableException) {
      markUnavailable();
      return new Unknown(statement.map(late -> Completed.of(batch.messages(), late)));
    }
    return Completed.failed(batch.messages(), result.cause());
  }

  /** A statement that takes too long has failed: it may still be carried out. */
  private <T> Future<T> withTimeout(Future<T> statement) {
    Promise<T> promise = Promise.promise();
    EventLoop.Timer timer =
        eventLoop.after(timeoutMillis, () -> promise.tryFail(new MailboxUnavailableException()));
    statement.onComplete(
        result -> {
          timer.cancel();
          if (result.succeeded()) {
            promise.tryComplete(result.result());
          } else {
            promise.tryFail(result.cause());
          }
        });
    return promise.future();
  }

  /**
   * Probes the store after a pause. No message is bound in a statement meanwhile: each may still be
   * handed over. Fails while the store is unavailable.
   */
  Future<Void> probe() {
    Promise<Void> available = Promise.promise();
    eventLoop.after(
        backoff.pause(),
        () -> {
          if (unavailable) {
            withTimeout(ExceptionSafe.call(() -> mailbox.status(List.of())))
                .onComplete(result -> probed(result, available));
          } else {
            available.complete();
          }
        });
    return available.future();
  }

  private void probed(AsyncResult<?> result, Promise<Void> available) {
    if (result.succeeded()) {
      markAvailable();
    }
    if (unavailable) {
      available.fail(result.cause());
    } else {
      available.complete();
    }
  }

  private void markAvailable() {
    if (unavailable) {
      LOG.log(System.Logger.Level.INFO, "the database responds again");
    }
    unavailable = false;
    backoff.reset();
  }

  private void markUnavailable() {
    if (!unavailable) {
      LOG.log(System.Logger.Level.WARNING, "the database does not respond; messages wait");
      unavailable = true;
    }
  }
}
