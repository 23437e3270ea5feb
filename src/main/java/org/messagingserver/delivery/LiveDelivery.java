package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.messagingserver.delivery.ConsumerEvent.HandedOver;
import org.messagingserver.encryption.HashedAddress;

/**
 * Handles the messages that are handed over to one MailboxConsumer: sends those to the client that
 * come in order, and declines the rest, which their Dispatcher then stores.
 */
final class LiveDelivery {
  private record Offered(HandedOver message, long arrivedAt) {}

  private final EventLoop eventLoop;
  private final HashedAddress owner;
  private final MessageSink messageSink;
  private final UnackedWindow unackedWindow;
  private final HighWaterMarks highWaterMarks;
  private final ReceiptBatcher receiptBatcher;
  private final KnownRegistration knownRegistration;
  private final KnownAdmission knownAdmission;
  private final UUID self;
  private final RecentlyAckedIds staleIds;
  private final BooleanSupplier hasSiblings;
  private final WithoutCredit withoutCredit = new WithoutCredit();
  private final List<Offered> held = new ArrayList<>();
  private int heldBytes;
  private long deliveredForRegistrationAt = Long.MIN_VALUE;

  /**
   * @param knownRegistration of the device, as it becomes known
   * @param knownAdmission of the device, as it becomes known
   * @param self the MailboxConsumer's own id
   * @param staleIds remembers messages for another registration
   * @param hasSiblings whether other sockets of the Address may be open
   */
  LiveDelivery(
      EventLoop eventLoop,
      HashedAddress owner,
      MessageSink messageSink,
      UnackedWindow unackedWindow,
      HighWaterMarks highWaterMarks,
      ReceiptBatcher receiptBatcher,
      KnownRegistration knownRegistration,
      KnownAdmission knownAdmission,
      UUID self,
      RecentlyAckedIds staleIds,
      BooleanSupplier hasSiblings) {
    this.eventLoop = eventLoop;
    this.owner = owner;
    this.messageSink = messageSink;
    this.unackedWindow = unackedWindow;
    this.highWaterMarks = highWaterMarks;
    this.receiptBatcher = receiptBatcher;
    this.knownRegistration = knownRegistration;
    this.knownAdmission = knownAdmission;
    this.self = self;
    this.staleIds = staleIds;
    this.hasSiblings = hasSiblings;
  }

  /** Whether a message comes too early for want of one that is in the store. */
  boolean needsRead(HandedOver message) {
    return unackedWindow.find(message.id()) == null
        && !highWaterMarks.isPast(message.id())
        && HighWaterMarks.isStored(message.predecessor())
        && !highWaterMarks.isInOrder(message, eventLoop.millisJustNow());
  }

  /**
   * Takes a message that has come. One that comes too early is held while a read may bring what is
   * missing.
   */
  void offer(HandedOver message, ConsumerState state) {
    offer(new Offered(message, eventLoop.millisJustNow()), state);
  }

  private void offer(Offered offered, ConsumerState state) {
    HandedOver message = offered.message;
    UnackedWindow.TrackedMessage tracked = unackedWindow.find(message.id());
    if (tracked != null) {
      repeatReceipt(tracked);
    } else if (isStale(message)) {
      staleIds.add(message.id(), eventLoop.millis());
      receiptBatcher.stale(owner, message.id(), self);
    } else if (!knownAdmission.admits(message.deliveryToken())
        || highWaterMarks.isPast(message.id())) {
      decline(message);
    } else if (!state.takesHandedOver(unackedWindow.isEmpty())) {
      refuse(message, state.takesLater());
    } else if (highWaterMarks.isInOrder(message, offered.arrivedAt) && canDeliver()) {
      deliver(message);
    } else if (state instanceof ConsumerState.Reading && canHold()) {
      held.add(offered);
      heldBytes += message.content().length();
    } else {
      refuse(message, isOnlyForWantOfCredit(offered));
    }
  }

  /** It could be delivered, or comes too early for want of one that is to come again or be read. */
  private boolean isOnlyForWantOfCredit(Offered offered) {
    HandedOver message = offered.message;
    return HighWaterMarks.isStored(message.predecessor())
        || highWaterMarks.isInOrder(message, offered.arrivedAt)
        || withoutCredit.isBehind(message);
  }

  /** Two sockets do not say which of them has no credit: what one lacks is read from the store. */
  private void refuse(HandedOver message, boolean mayComeAgain) {
    if (mayComeAgain && !unackedWindow.isStuck() && !hasSiblings.getAsBoolean()) {
      withoutCredit.add(message.id(), eventLoop.millis());
      receiptBatcher.noCredit(owner, message.id());
    } else {
      decline(message);
    }
  }

  /** Tells those whose messages found no credit that there is some again. */
  void creditRegained(ConsumerState state) {
    if (withoutCredit.isAwaited()
        && state instanceof ConsumerState.CaughtUp
        && canDeliver()
        && unackedWindow.hasQuarterCredit()) {
      withoutCredit.takeAwaiting().forEach(id -> receiptBatcher.credit(owner, id));
    }
  }

  /** A message once called stale stays so, even if it comes again after another registration. */
  private boolean isStale(HandedOver message) {
    return message.registration().isPresent()
        && (knownRegistration.differsFrom(message.registration())
            || staleIds.contains(message.id()));
  }

  private boolean canDeliver() {
    return unackedWindow.credit() > 0 && messageSink.isWritable() && !unackedWindow.isStuck();
  }

  /** No more than could be delivered if the read brought nothing. */
  private boolean canHold() {
    return held.size() < unackedWindow.credit() && heldBytes < unackedWindow.creditBytes();
  }

  /** Its Dispatcher has not received the receipt. */
  private void repeatReceipt(UnackedWindow.TrackedMessage tracked) {
    if (tracked.isAcked()) {
      receiptBatcher.acked(owner, tracked.id);
    }
  }

  private void deliver(HandedOver message) {
    highWaterMarks.delivered(message.id());
    withoutCredit.delivered(message.id());
    int sequence = messageSink.deliver(message.content());
    unackedWindow.sentHandedOver(sequence, message.id(), message.content().length());
    if (message.registration().isPresent()) {
      deliveredForRegistrationAt = eventLoop.millis();
    }
  }

  /** Whether it has delivered a message for one registration since. */
  boolean hasDeliveredForRegistrationSince(long millis) {
    return deliveredForRegistrationAt >= millis;
  }

  /** Forgets stale messages that are remembered for long enough. */
  void forgetOldest() {
    staleIds.forgetOldest(eventLoop.millis());
    withoutCredit.forgetOldest(eventLoop.millis());
  }

  private void decline(HandedOver message) {
    receiptBatcher.declined(owner, message.id());
  }

  /** A read has ended: what was held is delivered in order now, or declined. */
  void readEnded(ConsumerState state) {
    List<Offered> offered = List.copyOf(held);
    clearHeld();
    offered.forEach(message -> offer(message, state));
    creditRegained(state);
  }

  /**
   * Nothing more is delivered: their Dispatchers are to store all that is not acked.
   *
   * @param unacked what has been delivered and not acked
   */
  void declineAll(List<UUID> unacked) {
    unacked.forEach(id -> receiptBatcher.declined(owner, id));
    held.forEach(offered -> decline(offered.message));
    withoutCredit.forgetOldest(eventLoop.millis());
    withoutCredit.takeAll().forEach(id -> receiptBatcher.declined(owner, id));
    clearHeld();
  }

  private void clearHeld() {
    held.clear();
    heldBytes = 0;
  }
}
