package org.messagingserver.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.mailbox.Survey;
import org.messagingserver.vault.HashedAddress;

/**
 * Finds what a lost hint left waiting: asks the store about every Inbox of its event loop once in
 * {@code delivery.sweepSeconds}, a slice each second.
 */
final class Sweep {
  private static final long TICK_MILLIS = 1000;

  private final Mailbox mailbox;
  private final Set<Inbox> inboxes;
  private final long ticks;
  private final Deque<Inbox> round = new ArrayDeque<>();
  private final Loop loop;
  private long tick;
  private long sliceSize;
  private boolean stopped;

  /**
   * @param inboxes the open ones, as they come and go
   */
  Sweep(Loop loop, Mailbox mailbox, DeliverySettings settings, Set<Inbox> inboxes) {
    this.mailbox = mailbox;
    this.inboxes = inboxes;
    this.ticks = Math.max(1, settings.sweep().toMillis() / TICK_MILLIS);
    this.loop = loop;
    loop.after(TICK_MILLIS, this::tick);
  }

  void stop() {
    stopped = true;
  }

  private void tick() {
    if (!stopped) {
      loop.after(TICK_MILLIS, this::tick);
      lookAfterNextSlice();
    }
  }

  private void lookAfterNextSlice() {
    if (tick % ticks == 0) {
      round.clear();
      round.addAll(inboxes);
      sliceSize = (round.size() + ticks - 1) / ticks;
    }
    tick++;
    List<Inbox> slice = new ArrayList<>();
    while (slice.size() < sliceSize && !round.isEmpty()) {
      slice.add(round.pollFirst());
    }
    slice.removeIf(Inbox::isClosed);
    if (!slice.isEmpty()) {
      lookAfter(slice);
    }
  }

  private void lookAfter(List<Inbox> slice) {
    long askedAt = loop.millis();
    mailbox
        .survey(slice.stream().map(Inbox::owner).distinct().toList())
        .onSuccess(
            surveys -> {
              Map<HashedAddress, Survey> found = new HashMap<>();
              surveys.forEach(survey -> found.put(survey.address(), survey));
              slice.forEach(inbox -> inbox.swept(found.get(inbox.owner()), askedAt));
            });
  }
}
