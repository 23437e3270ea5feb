package org.messagingserver.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Lets Acks leave only on the ticks of a coarse clock, the configured time after their message came
 * at the earliest, so that their moment says nothing about the recipient. With a time of 0 they
 * leave at once. It ticks only while Acks wait.
 */
final class AckClock {
  private static final long TICK_MILLIS = 25;

  private final Loop loop;
  private final long delayMillis;
  private final TreeMap<Long, List<Runnable>> due = new TreeMap<>();

  AckClock(Loop loop, Duration delay) {
    this.loop = loop;
    this.delayMillis = delay.toMillis();
  }

  /** When a message that comes now may be acked. */
  long earliest() {
    return loop.millis() + delayMillis;
  }

  /** Runs the Ack on the first tick from the given time on. */
  void release(long earliest, Runnable ack) {
    if (delayMillis == 0) {
      ack.run();
      return;
    }
    long now = loop.millis();
    long tick = Math.floorDiv(Math.max(earliest, now), TICK_MILLIS) + 1;
    due.computeIfAbsent(tick, first -> waiting(first, now)).add(ack);
  }

  private List<Runnable> waiting(long tick, long now) {
    loop.after(tick * TICK_MILLIS - now, () -> run(due.remove(tick)));
    return new ArrayList<>();
  }

  /** Lets every Ack leave now: the node stops. */
  void releaseAll() {
    while (!due.isEmpty()) {
      run(due.pollFirstEntry().getValue());
    }
  }

  private static void run(List<Runnable> acks) {
    if (acks != null) {
      acks.forEach(Runnable::run);
    }
  }
}
