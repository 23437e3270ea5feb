package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.messagingserver.delivery.InboxEvent.HandedOver;
import org.messagingserver.encryption.HashedAddress;

/**
 * Handles the messages that are handed over to one Inbox: sends those to the client that come in
 * order, and declines the rest, which their Outbox then stores.
 */
final class HandOver {
  private record Offered(HandedOver message, long arrivedAt) {}

  private final Loop loop;
  private final HashedAddress owner;
  private final Receiver receiver;
  private final Window window;
  private final Heard heard;
  private final Answers answers;
  private final List<Offered> held = new ArrayList<>();
  private int heldBytes;

  HandOver(
      Loop loop,
      HashedAddress owner,
      Receiver receiver,
      Window window,
      Heard heard,
      Answers answers) {
    this.loop = loop;
    this.owner = owner;
    this.receiver = receiver;
    this.window = window;
    this.heard = heard;
    this.answers = answers;
  }

  /** Whether a message comes too early for want of one that is in the store. */
  boolean needsRead(HandedOver message) {
    return window.find(message.id()) == null
        && !heard.isPast(message.id())
        && Heard.isStored(message.before())
        && !heard.isNext(message, loop.millisJustNow());
  }

  /**
   * Takes a message that has come. One that comes too early is held while a read may bring what is
   * missing.
   */
  void offer(HandedOver message, InboxState state) {
    offer(new Offered(message, loop.millisJustNow()), state);
  }

  private void offer(Offered offered, InboxState state) {
    HandedOver message = offered.message;
    Window.Known known = window.find(message.id());
    if (known != null) {
      repeat(known);
    } else if (!state.takesHandedOver(window.isEmpty()) || heard.isPast(message.id())) {
      decline(message);
    } else if (heard.isNext(message, offered.arrivedAt) && canDeliver()) {
      deliver(message);
    } else if (state instanceof InboxState.Reading && canHold()) {
      held.add(offered);
      heldBytes += message.content().length();
    } else {
      decline(message);
    }
  }

  private boolean canDeliver() {
    return window.credit() > 0 && receiver.isWritable() && !window.isStuck();
  }

  /** No more than could be delivered if the read brought nothing. */
  private boolean canHold() {
    return held.size() < window.credit() && heldBytes < window.creditBytes();
  }

  /** Its Outbox has not heard of the Ack. */
  private void repeat(Window.Known known) {
    if (known.isAcked()) {
      answers.settled(owner, known.id);
    }
  }

  private void deliver(HandedOver message) {
    heard.delivered(message.id());
    int sequence = receiver.deliver(message.content());
    window.sentHandedOver(sequence, message.id(), message.content().length());
  }

  private void decline(HandedOver message) {
    answers.behind(owner, message.id());
  }

  /** A read has ended: what was held comes in its turn now, or never. */
  void readEnded(InboxState state) {
    List<Offered> offered = List.copyOf(held);
    letGo();
    offered.forEach(message -> offer(message, state));
  }

  /**
   * Nothing more is delivered: their Outboxes are to store all that is not acked.
   *
   * @param unacked what has been delivered and not acked
   */
  void giveUp(List<UUID> unacked) {
    unacked.forEach(id -> answers.behind(owner, id));
    held.forEach(offered -> decline(offered.message));
    letGo();
  }

  private void letGo() {
    held.clear();
    heldBytes = 0;
  }
}
