package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.messagingserver.mailbox.AckedRow;
import org.messagingserver.mailbox.Mailbox;

/**
 * Deletes messages that recipients have acked, and retries until they are gone. Messages acked
 * within {@link DeliverySettings#deleteDelay} share one statement. A message that other sockets of
 * its Address may have to read is held for {@link DeliverySettings#siblingDelay} before: if this
 * node dies meanwhile, the message is delivered once more.
 */
final class AckedMessageDeleter {
  /** Beyond this, what may not even be there is not deleted. */
  private static final int MAX_UNSURE = 10_000;

  /** In one statement. Each waits for the disk once, however many rows it deletes. */
  private static final int MAX_ROWS = 1024;

  private record Pending(AckedRow row, Promise<Void> gone) {}

  /**
   * A message that is held.
   *
   * @param gone completes when the message is gone for good
   * @param release lets it be deleted without waiting longer
   */
  record Held(Future<Void> gone, Runnable release) {}

  private final EventLoop eventLoop;
  private final Mailbox mailbox;
  private final DeliverySettings settings;
  private final Backoff backoff = new Backoff();
  private final Deque<Pending> pending = new ArrayDeque<>();
  private final Set<Pending> held = new HashSet<>();
  private final List<Promise<Void>> awaitingDrain = new ArrayList<>();
  private Phase phase = Phase.IDLE;
  private EventLoop.Timer timer = () -> {};

  private enum Phase {
    IDLE,
    /** A timer will delete what has gathered. */
    GATHERING,
    /** A statement is under way. */
    DELETING,
    /** The last statement failed; a timer will try again. */
    BACKING_OFF
  }

  AckedMessageDeleter(EventLoop eventLoop, Mailbox mailbox, DeliverySettings settings) {
    this.eventLoop = eventLoop;
    this.mailbox = mailbox;
    this.settings = settings;
  }

  /** Completes when the message is gone for good. */
  Future<Void> delete(AckedRow row) {
    Pending added = new Pending(row, Promise.promise());
    pending.addLast(added);
    gather();
    return added.gone.future();
  }

  /** Deletes a message once other sockets of its Address have had time to read it. */
  Held hold(AckedRow row) {
    Pending added = new Pending(row, Promise.promise());
    held.add(added);
    eventLoop.after(settings.siblingDelay().toMillis(), () -> release(added));
    return new Held(added.gone.future(), () -> release(added));
  }

  private void release(Pending due) {
    if (held.remove(due)) {
      pending.addLast(due);
      gather();
    }
  }

  /** Deletes what is perhaps not there, unless much waits already. */
  void deleteIfRoom(AckedRow row) {
    if (pending.size() < MAX_UNSURE) {
      delete(row);
    }
  }

  private void gather() {
    if (pending.size() >= settings.batchRows() || !awaitingDrain.isEmpty()) {
      flush();
    } else if (phase == Phase.IDLE && !pending.isEmpty()) {
      pause(Phase.GATHERING, settings.deleteDelay().toMillis());
    }
  }

  /** Deletes what is not held without waiting for more, unless the store is unavailable. */
  void flush() {
    if ((phase == Phase.IDLE || phase == Phase.GATHERING) && !pending.isEmpty()) {
      timer.cancel();
      delete(take());
    }
  }

  /** Completes when nothing is left to delete; what is held is waited for. */
  Future<Void> drain() {
    Promise<Void> drained = Promise.promise();
    awaitingDrain.add(drained);
    flush();
    checkDrained();
    return drained.future();
  }

  private void checkDrained() {
    if (phase == Phase.IDLE && pending.isEmpty() && held.isEmpty()) {
      awaitingDrain.forEach(Promise::complete);
      awaitingDrain.clear();
    }
  }

  private void pause(Phase why, long millis) {
    phase = why;
    timer =
        eventLoop.after(
            millis,
            () -> {
              phase = Phase.IDLE;
              flush();
            });
  }

  private List<Pending> take() {
    List<Pending> batch = new ArrayList<>();
    while (!pending.isEmpty() && batch.size() < MAX_ROWS) {
      batch.add(pending.pollFirst());
    }
    return batch;
  }

  private void delete(List<Pending> batch) {
    phase = Phase.DELETING;
    ExceptionSafe.call(() -> mailbox.delete(batch.stream().map(Pending::row).toList()))
        .onComplete(result -> deleted(batch, result.succeeded()));
  }

  private void deleted(List<Pending> batch, boolean gone) {
    phase = Phase.IDLE;
    try {
      if (gone) {
        backoff.reset();
        ExceptionSafe.forEach(batch, one -> one.gone.complete());
      } else {
        batch.forEach(pending::addLast);
        pause(Phase.BACKING_OFF, backoff.pause());
      }
    } finally {
      gather();
      checkDrained();
    }
  }
}
