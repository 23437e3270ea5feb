package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.messagingserver.delivery.Answer.Verdict;
import org.messagingserver.delivery.InboxEvent.Hint;
import org.messagingserver.delivery.Outgoing.Stage;
import org.messagingserver.delivery.RefusedMessageException.Reason;
import org.messagingserver.delivery.Storing.Stored;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.mailbox.AckedRow;
import org.messagingserver.mailbox.Mailbox;

/**
 * Keeps each message of its event loop until its recipient has acked it or Postgres has committed
 * it, in the order in which one socket sent them to one recipient. {@link Lane} shows the ways of a
 * message. A message that is neither within {@code delivery.storeMillis} is refused as unavailable.
 */
final class Outbox {
  private final Loop loop;
  private final DeliveryBus bus;
  private final DeliverySettings settings;
  private final Settlements settlements;
  private final DeliveryMeters meters;
  private final MessageIds ids = new MessageIds();
  private final Siblings siblings;
  private final AckClock acks;
  private final Lanes lanes;
  private final Unfinished unfinished;
  private final Patience patience;
  private final Departures departures;
  private final Storing storing;
  private final Place place;
  private final Future<Void> ready;
  private final List<Promise<Void>> awaitingDrain = new ArrayList<>();
  private boolean handsOver;

  Outbox(
      Loop loop,
      Mailbox mailbox,
      DeliveryBus bus,
      Settlements settlements,
      DeliverySettings settings,
      DeliveryMeters meters) {
    this.loop = loop;
    this.bus = bus;
    this.settings = settings;
    this.settlements = settlements;
    this.siblings = new Siblings(loop, bus, ids);
    this.meters = meters;
    this.acks = new AckClock(loop, settings.ack());
    this.lanes = new Lanes(2 * settings.reconcileInterval().toMillis());
    this.unfinished = new Unfinished(loop, settings.outboxBytes(), this::expired, meters.outbox);
    this.departures = new Departures(loop, bus, this::unheard);
    this.patience = new Patience(loop, settings.handoff().toMillis(), this::unanswered);
    this.storing =
        new Storing(
            loop,
            mailbox,
            settings,
            meters,
            this::batchDone,
            this::announce,
            this::batchFailed,
            this::stillWaiting);
    this.handsOver = !settings.handoff().isZero();
    this.place = new Place(loop, () -> bus.hearAnswers(ids.outbox(), this::answered), () -> {});
    this.ready = place.take();
  }

  /** Completes when Inboxes of every node can answer. */
  Future<Void> ready() {
    return ready;
  }

  long id() {
    return ids.outbox();
  }

  /** Asks other Inboxes; they answer where they answer an Outbox. */
  Siblings siblings() {
    return siblings;
  }

  Place place() {
    return place;
  }

  Future<Void> send(OutboxShare share, HashedAddress to, Buffer content) {
    long deadline = loop.millis() + settings.store().toMillis();
    Outgoing message = new Outgoing(ids.next(), to, content, share, deadline, acks.next());
    unfinished.add(message);
    Lane lane = lanes.use(to);
    lane.add(message);
    if (!handsOver || unfinished.isCrowded() || share.isCrowded()) {
      lane.storeAll();
    }
    advance(lane);
    return message.safe.future();
  }

  boolean hasRoomFor(OutboxShare share) {
    return unfinished.hasRoomFor(share);
  }

  void forget(OutboxShare share) {
    unfinished.forget(share);
  }

  /** Hands over what may be, stores what must be, and lets go of a lane that is done. */
  private void advance(Lane lane) {
    if (!handsOver || !lane.isReachable(loop.millis())) {
      lane.storeAll();
    }
    for (Outgoing next = nextToHandOver(lane); next != null; next = nextToHandOver(lane)) {
      handOver(lane, next);
    }
    if (lane.isReadyToStore()) {
      storing.add(lane);
    }
    lanes.release(lane, loop.millis());
  }

  private Outgoing nextToHandOver(Lane lane) {
    return lane.nextToHandOver(loop.millis());
  }

  private void handOver(Lane lane, Outgoing message) {
    patience.begin(message);
    departures.add(message, lane.before(message, loop.millis()));
  }

  private void unheard(Outgoing message, long asked) {
    note(message.to, lane -> lane.unreachable(asked));
    store(message);
  }

  /** Inboxes were asked, and were silent: those behind are not to wait as long. */
  private void unanswered(List<Outgoing> silent) {
    silent.removeIf(message -> message.stage != Stage.HANDED_OVER);
    silent.forEach(message -> note(message.to, lane -> lane.silent(loop.millis())));
    silent.forEach(this::store);
  }

  private void note(HashedAddress to, Consumer<Lane> what) {
    Lane lane = lanes.use(to);
    what.accept(lane);
    lanes.release(lane, loop.millis());
  }

  /** It will not be acked as handed over. */
  private void store(Outgoing message) {
    if (message.stage == Stage.HANDED_OVER && unfinished.contains(message)) {
      Lane lane = lanes.use(message.to);
      lane.storeUpTo(message);
      advance(lane);
    }
  }

  private void answered(List<Answer> all) {
    if (all.isEmpty()) {
      place.heardProbe();
    } else if (Siblings.isForThem(all)) {
      siblings.answered(all);
    } else {
      all.forEach(this::answered);
    }
    noteDrained();
  }

  private void answered(Answer answer) {
    Lane lane = lanes.find(answer.from());
    if (lane != null) {
      lane.reachable();
    }
    Outgoing message = unfinished.find(answer.id());
    if (answer.verdict() == Verdict.SETTLED) {
      settled(message);
    } else {
      behind(message);
    }
    if (lane != null) {
      offerAgain(lane, answer.verdict());
      advance(lane);
    }
  }

  /** More than an Inbox takes at once goes in turns while it cannot be stored. */
  private void offerAgain(Lane lane, Verdict verdict) {
    if (verdict == Verdict.SETTLED) {
      lane.settled();
    }
    if (storing.isAway()) {
      lane.offerAgain();
    }
  }

  private void behind(Outgoing message) {
    if (message != null) {
      store(message);
    }
  }

  private void settled(Outgoing message) {
    if (message == null) {
      return;
    }
    message.settle();
    if (message.stage != Stage.STORING) {
      takeOut(message);
      deleteIfStored(message);
    }
    safe(message, false);
  }

  private void takeOut(Outgoing message) {
    Lane lane = lanes.find(message.to);
    if (lane != null) {
      lane.remove(message);
    }
  }

  /** An earlier attempt to store it may have gone well, unheard. */
  private void deleteIfStored(Outgoing message) {
    if (message.mayBeStored()) {
      settlements.settleIfRoom(new AckedRow(message.to, AckedRow.UNKNOWN_ROW, message.id));
    }
  }

  private void batchDone(OutboxBatch batch, List<Storing.Outcome> outcomes) {
    try {
      Attempt.forEach(outcomes, this::done);
      announce(outcomes);
    } finally {
      Attempt.forEach(batch.stretches().keySet(), this::comeBack);
    }
    noteDrained();
  }

  private void done(Storing.Outcome outcome) {
    if (outcome instanceof Storing.Failed failed) {
      fail(failed.message(), failed.cause());
    } else {
      safe(outcome.message(), true);
    }
  }

  private void comeBack(Lane lane) {
    lane.comeBack();
    advance(lane);
  }

  /** Hints at what is committed, and deletes what has been acked meanwhile. */
  private void announce(List<Storing.Outcome> outcomes) {
    Map<HashedAddress, List<Hint>> hints = new LinkedHashMap<>();
    for (Storing.Outcome outcome : outcomes) {
      Outgoing message = outcome.message();
      if (outcome instanceof Stored stored && message.isSettled()) {
        settlements.settle(new AckedRow(message.to, stored.row(), message.id));
      } else if (outcome instanceof Stored stored) {
        note(message.to, lane -> lane.stored(message.id, loop.millisJustNow()));
        Hint hint = new Hint(message.id, stored.row());
        hints.computeIfAbsent(message.to, to -> new ArrayList<>()).add(hint);
      }
    }
    hints.forEach(this::hint);
  }

  /** To find out that nobody is there costs a cluster more than all else that a message needs. */
  private void hint(HashedAddress to, List<Hint> hints) {
    long asked = loop.millis();
    Lane known = lanes.find(to);
    if (known == null || !known.isDeserted(asked)) {
      bus.publish(to, new InboxEvent.Stored(hints))
          .onSuccess(heard -> note(to, Lane::heard))
          .onFailure(nobody -> note(to, lane -> lane.unreachable(asked)));
    }
  }

  /**
   * The store is away and the outcome unknown: the same ids go again, ahead of all that came later,
   * first to the Inboxes that listen now.
   */
  private void batchFailed(OutboxBatch batch) {
    batch
        .stretches()
        .forEach(
            (lane, stretch) -> {
              stretch.stream().filter(Outgoing::isSettled).forEach(this::deleteIfStored);
              inVain(lane, stretch.stream().filter(unfinished::contains).toList());
            });
    noteDrained();
  }

  private void stillWaiting(Lane lane) {
    if (lane.isReadyToStore()) {
      inVain(lane, List.of());
    }
  }

  private void inVain(Lane lane, List<Outgoing> unknown) {
    lane.comeBackInVain(unknown);
    lane.reachable();
    advance(lane);
  }

  private void safe(Outgoing message, boolean stored) {
    patience.end(message);
    if (unfinished.finish(message)) {
      meters.safe(stored, loop.millis() - message.deadline + settings.store().toMillis());
      acks.release(message.turn, message.safe::complete);
    }
  }

  private void fail(Outgoing message, Throwable cause) {
    patience.end(message);
    if (unfinished.finish(message)) {
      message.safe.fail(cause);
    }
  }

  /**
   * Its time is over; if a statement under way stores it yet, its recipient is nevertheless hinted.
   */
  private void expired(Outgoing message) {
    if (message.stage != Stage.STORING) {
      takeOut(message);
    }
    fail(message, new RefusedMessageException(Reason.UNAVAILABLE));
    Lane lane = lanes.find(message.to);
    if (lane != null) {
      advance(lane);
    }
    noteDrained();
  }

  /**
   * Stores what is not finished, and completes when all is; Acks then leave without waiting for
   * their tick.
   */
  Future<Void> drain() {
    handsOver = false;
    lanes.all().forEach(this::advance);
    Promise<Void> drained = Promise.promise();
    awaitingDrain.add(drained);
    noteDrained();
    return drained
        .future()
        .onComplete(
            done -> {
              acks.releaseAll();
              place.leave();
            });
  }

  private void noteDrained() {
    if (unfinished.isEmpty() && storing.isIdle()) {
      awaitingDrain.forEach(Promise::tryComplete);
      awaitingDrain.clear();
    }
  }
}
