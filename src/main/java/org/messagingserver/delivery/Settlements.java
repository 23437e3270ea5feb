package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.mailbox.SettledRow;

/**
 * Deletes what recipients have acked, and goes on trying until it is gone. What is acked within
 * {@code delivery.settleMillis} goes in one statement; that pause also lets every socket of an
 * Address read a message before the first Ack settles it.
 */
final class Settlements {
  private record Pending(SettledRow row, Promise<Void> gone) {}

  private final Vertx vertx;
  private final Mailbox mailbox;
  private final DeliverySettings settings;
  private final Backoff backoff = new Backoff();
  private final Deque<Pending> pending = new ArrayDeque<>();
  private final List<Promise<Void>> awaitingDrain = new ArrayList<>();
  private boolean deleting;
  private long timer = -1;

  Settlements(Vertx vertx, Mailbox mailbox, DeliverySettings settings) {
    this.vertx = vertx;
    this.mailbox = mailbox;
    this.settings = settings;
  }

  /** Completes when the message is gone for good. */
  Future<Void> settle(SettledRow row) {
    Pending added = new Pending(row, Promise.promise());
    pending.addLast(added);
    if (pending.size() >= settings.batchRows()) {
      flush();
    } else {
      flushAfter(settings.settle().toMillis());
    }
    return added.gone.future();
  }

  /** Deletes what there is without waiting for more. */
  void flush() {
    if (!deleting && !pending.isEmpty()) {
      vertx.cancelTimer(timer);
      timer = -1;
      delete(take());
    }
  }

  /** Completes when nothing is left to delete. */
  Future<Void> drain() {
    Promise<Void> drained = Promise.promise();
    awaitingDrain.add(drained);
    flush();
    noteDrained();
    return drained.future();
  }

  private void noteDrained() {
    if (!deleting && pending.isEmpty()) {
      awaitingDrain.forEach(Promise::complete);
      awaitingDrain.clear();
    }
  }

  private void flushAfter(long millis) {
    if (timer < 0 && !deleting) {
      timer =
          vertx.setTimer(
              millis,
              due -> {
                timer = -1;
                flush();
              });
    }
  }

  private List<Pending> take() {
    List<Pending> batch = new ArrayList<>();
    while (!pending.isEmpty() && batch.size() < settings.batchRows()) {
      batch.add(pending.pollFirst());
    }
    return batch;
  }

  private void delete(List<Pending> batch) {
    deleting = true;
    mailbox
        .delete(batch.stream().map(Pending::row).toList())
        .onComplete(
            result -> {
              deleting = false;
              if (result.succeeded()) {
                backoff.reset();
                batch.forEach(deleted -> deleted.gone.complete());
                deleteNext();
              } else {
                batch.forEach(pending::addLast);
                flushAfter(backoff.pause());
              }
              noteDrained();
            });
  }

  private void deleteNext() {
    if (pending.size() >= settings.batchRows() || !awaitingDrain.isEmpty()) {
      flush();
    } else if (!pending.isEmpty()) {
      flushAfter(settings.settle().toMillis());
    }
  }
}
