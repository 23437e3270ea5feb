package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.List;
import org.messagingserver.delivery.InboxEvent.HandedOver;
import org.messagingserver.vault.HashedAddress;

/**
 * What one Inbox does with messages that are handed over to it: sends to the client what comes in
 * its turn, and declines the rest, which their Outbox then stores.
 */
final class HandOver {
  private final HashedAddress owner;
  private final Receiver receiver;
  private final Window window;
  private final Heard heard;
  private final Answers answers;
  private final List<HandedOver> held = new ArrayList<>();

  HandOver(HashedAddress owner, Receiver receiver, Window window, Heard heard, Answers answers) {
    this.owner = owner;
    this.receiver = receiver;
    this.window = window;
    this.heard = heard;
    this.answers = answers;
  }

  /** A message that comes too early is held while a read may bring what is missing. */
  void offer(HandedOver message, InboxState state) {
    Window.Known known = window.find(message.id());
    if (known != null) {
      repeat(known);
    } else if (!state.takesHandedOver(window.isEmpty()) || heard.isPast(message)) {
      decline(message);
    } else if (heard.isNext(message) && canDeliver()) {
      deliver(message);
    } else if (state instanceof InboxState.Reading && held.size() < window.credit()) {
      held.add(message);
    } else {
      decline(message);
    }
  }

  private boolean canDeliver() {
    return window.spareCredit() > 0 && receiver.isWritable() && !window.isStuck();
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
    List<HandedOver> offered = List.copyOf(held);
    held.clear();
    offered.forEach(message -> offer(message, state));
  }

  /** Nothing more is delivered: their Outboxes are to store all that is not acked. */
  void giveUp() {
    window.clear().forEach(id -> answers.behind(owner, id));
    held.forEach(this::decline);
    held.clear();
  }
}
