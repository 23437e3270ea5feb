package org.messagingserver.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Lets Acks leave only on the ticks of a coarse clock, the configured time after their message came
 * at the earliest, and those of one tick in the order in which their messages came, so that neither
 * their moment nor their order says anything about the recipient. With a time of 0 they leave at
 * once. It ticks only while Acks wait.
 */
final class AckScheduler {
  private static final long TICK_MILLIS = 25;

  /** When a message may be acked, and how many came before it. */
  record Turn(long earliest, long number) {}

  private record Waiting(Turn turn, Runnable ack) {}

  private final EventLoop eventLoop;
  private final long delayMillis;
  private final TreeMap<Long, List<Waiting>> due = new TreeMap<>();
  private long messages;

  AckScheduler(EventLoop eventLoop, Duration delay) {
    this.eventLoop = eventLoop;
    this.delayMillis = delay.toMillis();
  }

  /** The turn of a message that comes now. */
  Turn next() {
    return new Turn(eventLoop.millis() + delayMillis, ++messages);
  }

  /** Runs the Ack on the first tick from the time of its turn on. */
  void release(Turn turn, Runnable ack) {
    if (delayMillis == 0) {
      ack.run();
      return;
    }
    long now = eventLoop.millis();
    long tick = Math.floorDiv(Math.max(turn.earliest, now), TICK_MILLIS) + 1;
    due.computeIfAbsent(tick, first -> waiting(first, now)).add(new Waiting(turn, ack));
  }

  private List<Waiting> waiting(long tick, long now) {
    eventLoop.after(tick * TICK_MILLIS - now, () -> run(due.remove(tick)));
    return new ArrayList<>();
  }

  /** Lets every Ack leave now: the node stops. */
  void releaseAll() {
    while (!due.isEmpty()) {
      run(due.pollFirstEntry().getValue());
    }
  }

  private static void run(List<Waiting> together) {
    if (together != null) {
      together.sort(Comparator.comparingLong(one -> one.turn.number));
      HandoffAttempt.forEach(together, one -> one.ack.run());
    }
  }
}
