package org.messagingserver.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.mailbox.MailboxStatus;

/**
 * Finds what a lost notification left waiting, and registrations that the directory has lost: asks
 * both about every MailboxConsumer of its event loop once in {@code
 * delivery.reconcileIntervalSeconds}, a slice each second; after a disturbance twice within
 * seconds.
 */
final class MailboxSweep {
  private static final long TICK_MILLIS = 1000;
  private static final long URGENT_TICKS = 5;

  /** The second round finds messages lost while registrations spread again. */
  private static final int URGENT_ROUNDS = 2;

  private static final int MAX_AT_ONCE = 1000;

  private final Mailbox mailbox;
  private final Set<MailboxConsumer> consumers;
  private final long usualTicks;
  private final Deque<MailboxConsumer> round = new ArrayDeque<>();
  private final EventLoop eventLoop;
  private long ticksLeft;
  private int urgentRounds;
  private boolean stopped;

  /**
   * @param consumers the open ones, as they come and go
   */
  MailboxSweep(
      EventLoop eventLoop,
      Mailbox mailbox,
      DeliverySettings settings,
      Set<MailboxConsumer> consumers) {
    this.mailbox = mailbox;
    this.consumers = consumers;
    this.usualTicks = Math.max(1, settings.reconcileInterval().toMillis() / TICK_MILLIS);
    this.eventLoop = eventLoop;
    eventLoop.after(TICK_MILLIS, this::tick);
  }

  void stop() {
    stopped = true;
  }

  /**
   * Notifications may have been lost just now: begins a round at once, where none such is under
   * way.
   */
  void runNow() {
    if (urgentRounds == 0) {
      ticksLeft = 0;
    }
    urgentRounds = URGENT_ROUNDS;
  }

  private void tick() {
    if (!stopped) {
      eventLoop.after(TICK_MILLIS, this::tick);
      reconcileNextSlice();
    }
  }

  private void reconcileNextSlice() {
    if (ticksLeft == 0) {
      beginRound();
    }
    long sliceSize = (round.size() + ticksLeft - 1) / ticksLeft;
    ticksLeft--;
    List<MailboxConsumer> slice = new ArrayList<>();
    for (long taken = 0; taken < sliceSize; taken++) {
      MailboxConsumer next = round.pollFirst();
      if (!next.isClosed()) {
        slice.add(next);
      }
      if (slice.size() == MAX_AT_ONCE) {
        reconcile(slice);
        slice = new ArrayList<>();
      }
    }
    reconcile(slice);
  }

  private void beginRound() {
    round.clear();
    round.addAll(consumers);
    boolean urgent = urgentRounds > 0;
    ticksLeft = urgent ? Math.min(URGENT_TICKS, usualTicks) : usualTicks;
    urgentRounds -= urgent ? 1 : 0;
  }

  private void reconcile(List<MailboxConsumer> slice) {
    if (slice.isEmpty()) {
      return;
    }
    slice.forEach(MailboxConsumer::verifyRegistration);
    long askedAt = eventLoop.millis();
    mailbox
        .status(slice.stream().map(MailboxConsumer::owner).distinct().toList())
        .onSuccess(
            statuses -> {
              Map<HashedAddress, MailboxStatus> found = new HashMap<>();
              statuses.forEach(mailboxStatus -> found.put(mailboxStatus.address(), mailboxStatus));
              slice.forEach(
                  mailboxConsumer ->
                      mailboxConsumer.reconciled(found.get(mailboxConsumer.owner()), askedAt));
            });
  }
}
