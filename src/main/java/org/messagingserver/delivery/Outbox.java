package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.messagingserver.delivery.InboxEvent.Hint;
import org.messagingserver.delivery.RefusedMessageException.Reason;
import org.messagingserver.mailbox.AppendOutcome;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.mailbox.MailboxUnavailableException;
import org.messagingserver.vault.HashedAddress;

/**
 * Keeps each message of its event loop until Postgres has committed it, in the order in which one
 * socket sent them to one recipient, and then hints to the recipient's Inboxes. What gathers while
 * statements are under way goes with the next one. A batch whose outcome is unknown is tried again;
 * what is not committed within {@code delivery.storeMillis} is refused as unavailable.
 */
final class Outbox {
  private final Vertx vertx;
  private final Mailbox mailbox;
  private final DeliveryBus bus;
  private final DeliverySettings settings;
  private final AckClock acks;
  private final MessageIds ids = new MessageIds();
  private final Backoff backoff;

  private final Map<HashedAddress, Lane> lanes = new HashMap<>();
  private final Set<Lane> ready = new LinkedHashSet<>();
  private final Unfinished unfinished;
  private final List<Promise<Void>> awaitingDrain = new ArrayList<>();
  private int batchesOut;
  private boolean gathering;
  private boolean backingOff;

  Outbox(Vertx vertx, Mailbox mailbox, DeliveryBus bus, DeliverySettings settings) {
    this.vertx = vertx;
    this.mailbox = mailbox;
    this.bus = bus;
    this.settings = settings;
    this.backoff = Backoff.within(settings.store());
    this.acks = new AckClock(vertx, settings.ack(), Unfinished::millis);
    this.unfinished = new Unfinished(vertx, settings.outboxBytes(), this::expired);
  }

  Future<Void> send(OutboxShare share, HashedAddress to, Buffer content) {
    long deadline = Unfinished.millis() + settings.store().toMillis();
    Outgoing message = new Outgoing(ids.next(), to, content, share, deadline, acks.earliest());
    unfinished.add(message);
    Lane lane = lanes.computeIfAbsent(to, Lane::new);
    lane.add(message);
    enqueue(lane);
    return message.safe.future();
  }

  boolean isFull() {
    return unfinished.isFull();
  }

  void forget(OutboxShare share) {
    unfinished.forget(share);
  }

  /** Completes when nothing is unfinished; Acks then leave without waiting for their tick. */
  Future<Void> drain() {
    Promise<Void> drained = Promise.promise();
    awaitingDrain.add(drained);
    noteDrained();
    return drained.future().onComplete(done -> acks.releaseAll());
  }

  private void noteDrained() {
    if (unfinished.isEmpty() && batchesOut == 0) {
      awaitingDrain.forEach(Promise::tryComplete);
      awaitingDrain.clear();
    }
  }

  private void enqueue(Lane lane) {
    if (lane.isReady()) {
      ready.add(lane);
      gather();
    }
  }

  /** Stores once this turn of the event loop is over, so that what came in it goes together. */
  private void gather() {
    if (!gathering) {
      gathering = true;
      vertx.getOrCreateContext().runOnContext(turn -> pump());
    }
  }

  private void pump() {
    gathering = false;
    while (!backingOff && batchesOut < settings.batches() && !ready.isEmpty()) {
      store(OutboxBatch.take(ready, settings));
    }
  }

  private void store(OutboxBatch batch) {
    batchesOut++;
    mailbox
        .append(batch.attempt())
        .onComplete(
            result -> {
              batchesOut--;
              if (result.succeeded()) {
                backoff.reset();
                settle(batch, result.result());
              } else if (result.cause() instanceof MailboxUnavailableException) {
                tryAgainLater(batch);
              } else {
                failAll(batch, result.cause());
              }
              noteDrained();
              pump();
            });
  }

  private void settle(OutboxBatch batch, List<AppendOutcome> outcomes) {
    Map<HashedAddress, List<Hint>> hints = new LinkedHashMap<>();
    List<Outgoing> messages = batch.messages();
    for (int index = 0; index < messages.size(); index++) {
      Outgoing message = messages.get(index);
      AppendOutcome outcome = outcomes.get(index);
      if (outcome instanceof AppendOutcome.Stored stored) {
        Hint hint = new Hint(message.id, stored.row());
        hints.computeIfAbsent(message.to, to -> new ArrayList<>()).add(hint);
        stored(message);
      } else {
        refuse(message, reason((AppendOutcome.Refused) outcome));
      }
    }
    batch.stretches().keySet().forEach(lane -> comeBack(lane, List.of()));
    hints.forEach((to, stored) -> bus.publish(to, new InboxEvent.Stored(stored)));
  }

  private static Reason reason(AppendOutcome.Refused refused) {
    return switch (refused) {
      case UNKNOWN_USER -> Reason.UNKNOWN_USER;
      case UNKNOWN_DEVICE -> Reason.UNKNOWN_DEVICE;
      case MAILBOX_FULL -> Reason.MAILBOX_FULL;
    };
  }

  private void stored(Outgoing message) {
    if (unfinished.finish(message)) {
      acks.release(message.earliestAck, message.safe::complete);
    }
  }

  private void refuse(Outgoing message, Reason reason) {
    fail(message, new RefusedMessageException(reason));
  }

  private void fail(Outgoing message, Throwable cause) {
    if (unfinished.finish(message)) {
      message.safe.fail(cause);
    }
  }

  private void failAll(OutboxBatch batch, Throwable cause) {
    batch.messages().forEach(message -> fail(message, cause));
    batch.stretches().keySet().forEach(lane -> comeBack(lane, List.of()));
  }

  /** The outcome is unknown: the same ids go again, ahead of all that came later. */
  private void tryAgainLater(OutboxBatch batch) {
    batch
        .stretches()
        .forEach(
            (lane, stretch) ->
                comeBack(lane, stretch.stream().filter(unfinished::contains).toList()));
    if (!backingOff) {
      backingOff = true;
      vertx.setTimer(
          backoff.pause(),
          timer -> {
            backingOff = false;
            pump();
          });
    }
  }

  private void comeBack(Lane lane, List<Outgoing> unknown) {
    lane.comeBack(unknown);
    enqueue(lane);
    removeIfDone(lane);
  }

  private void removeIfDone(Lane lane) {
    if (lane.isDone()) {
      ready.remove(lane);
      lanes.remove(lane.to, lane);
    }
  }

  /**
   * Its time is over; if a statement under way stores it yet, its recipient is hinted all the same.
   */
  private void expired(Outgoing message) {
    Lane lane = lanes.get(message.to);
    if (lane != null) {
      lane.drop(message);
      removeIfDone(lane);
    }
    refuse(message, Reason.UNAVAILABLE);
    noteDrained();
  }
}
