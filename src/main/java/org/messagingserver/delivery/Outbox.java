package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.messagingserver.delivery.Answer.Verdict;
import org.messagingserver.delivery.MessageState.Done;
import org.messagingserver.delivery.RefusedMessageException.Reason;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.mailbox.Mailbox;

/**
 * Keeps each message of its event loop until its recipient has acked it or Postgres has committed
 * it, in the order in which one socket sent them to one recipient: hands it over to live Inboxes,
 * and stores what they do not ack in time. {@link MessageState} shows the ways of a message. A
 * message that is neither within {@code delivery.storeMillis} is refused as unavailable.
 */
final class Outbox {
  private final Loop loop;
  private final MessageIds ids = new MessageIds();
  private final Siblings siblings;
  private final AckClock acks;
  private final Lanes lanes;
  private final Unfinished unfinished;
  private final Patience patience;
  private final Departures departures;
  private final StoreAndForward store;
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
    this.siblings = new Siblings(loop, bus, ids);
    this.acks = new AckClock(loop, settings.ack());
    this.lanes = new Lanes(2 * settings.reconcileInterval().toMillis());
    this.unfinished = new Unfinished(loop, settings, acks, meters, this::expired);
    this.departures = new Departures(loop, bus, this::unheard);
    this.patience = new Patience(loop, settings.handoff().toMillis(), this::unanswered);
    this.store =
        new StoreAndForward(
            loop,
            settings,
            new Storing(loop, mailbox, settings, meters),
            unfinished,
            settlements,
            new CommitNotifier(loop, bus, lanes, settlements),
            this::backFromStore);
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
    Lane lane = lanes.use(to);
    Outgoing message = new Outgoing(ids.next(), lane, content, share, loop.millis(), acks.next());
    unfinished.add(message);
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
    long now = loop.millis();
    if (!handsOver || !lane.isReachable(now)) {
      lane.storeAll();
    }
    for (Outgoing next = handOffNext(lane); next != null; next = handOffNext(lane)) {
      departures.add(next, lane.before(next, loop.millis()));
    }
    if (lane.isReadyToStore()) {
      store.add(lane);
    }
    lanes.release(lane, loop.millis());
  }

  private Outgoing handOffNext(Lane lane) {
    return lane.handOffNext(loop.millis(), patience);
  }

  private void unheard(Outgoing message, long asked) {
    lanes.note(message.to(), loop.millis(), lane -> lane.unreachable(asked));
    store(message);
  }

  /** Inboxes were asked, and were silent: those behind are not to wait as long. */
  private void unanswered(List<Outgoing> silent) {
    silent.forEach(message -> message.lane.silent(loop.millis()));
    silent.forEach(this::store);
  }

  /** It will not be acked as handed over. */
  private void store(Outgoing message) {
    if (message.isHandedOff()) {
      message.lane.storeUpTo(message);
      advance(message.lane);
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
    if (message != null && answer.verdict() == Verdict.SETTLED) {
      settled(message);
    } else if (message != null) {
      store(message);
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
    if (store.isAway()) {
      lane.offerAgain();
    }
  }

  private void settled(Outgoing message) {
    if (!message.isBeingStored()) {
      store.deleteIfStored(message);
    }
    unfinished.safe(message, Done.ACKED);
  }

  private void backFromStore(Lane lane) {
    advance(lane);
    noteDrained();
  }

  /**
   * Its time is over; if a statement under way stores it yet, its recipient is nevertheless hinted.
   */
  private void expired(Outgoing message) {
    unfinished.refuse(message, new RefusedMessageException(Reason.UNAVAILABLE));
    advance(message.lane);
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
    if (unfinished.isEmpty() && store.isIdle()) {
      awaitingDrain.forEach(Promise::tryComplete);
      awaitingDrain.clear();
    }
  }
}
