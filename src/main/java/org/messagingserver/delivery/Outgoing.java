package org.messagingserver.delivery;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.UUID;
import org.messagingserver.delivery.MessageState.BeingStored;
import org.messagingserver.delivery.MessageState.Done;
import org.messagingserver.delivery.MessageState.Queued;
import org.messagingserver.delivery.MessageState.ToStore;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.mailbox.NewMessage;

/**
 * One message that an Outbox has taken. Its {@link Lane} alone moves it from one {@link
 * MessageState} to the next.
 */
final class Outgoing {
  /** About what a message holds besides its content, so that empty ones are bounded too. */
  private static final int OVERHEAD_BYTES = 512;

  final UUID id;
  final Lane lane;
  final Buffer content;
  final OutboxShare share;
  final long arrivedAt;
  final AckClock.Turn turn;
  final Promise<Void> safe = Promise.promise();
  Outgoing before;
  Outgoing behind;
  private MessageState state = Queued.QUEUED;
  private boolean tried;

  /**
   * @param arrivedAt when it came, in milliseconds of the Outbox's clock
   */
  Outgoing(
      UUID id, Lane lane, Buffer content, OutboxShare share, long arrivedAt, AckClock.Turn turn) {
    this.id = id;
    this.lane = lane;
    this.content = content;
    this.share = share;
    this.arrivedAt = arrivedAt;
    this.turn = turn;
  }

  HashedAddress to() {
    return lane.to;
  }

  int bytes() {
    return content.length() + OVERHEAD_BYTES;
  }

  /** This message for the next attempt to store it. */
  NewMessage attempt() {
    NewMessage message = new NewMessage(id, lane.to, tried, content);
    tried = true;
    return message;
  }

  /** Whether it may be in the store although nobody said so. */
  boolean mayBeStored() {
    return tried;
  }

  MessageState state() {
    return state;
  }

  boolean isQueued() {
    return state == Queued.QUEUED;
  }

  boolean isHandedOff() {
    return state instanceof Patience.HandedOff;
  }

  boolean isToStore() {
    return state == ToStore.TO_STORE;
  }

  boolean isBeingStored() {
    return state instanceof BeingStored;
  }

  boolean isDone() {
    return state instanceof Done;
  }

  void handOff(Patience patience) {
    state = state.handOff(this, patience);
  }

  void toStore() {
    state = state.toStore();
  }

  void putInto(OutboxBatch batch) {
    state = state.putInto(batch);
  }

  void requeue() {
    state = state.requeue();
  }

  void done(Done how) {
    state = state.done(how);
  }
}
