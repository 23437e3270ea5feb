package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Lets the answers to messages, Acks and errors, leave only on the ticks of a coarse clock, the
 * configured time after their message came at the earliest, and those of one tick in the order in
 * which their messages came, so that neither their moment nor their order says anything about the
 * recipient. With a time of 0 they leave at once. It ticks only while answers wait.
 */
final class AckScheduler {
  private static final long TICK_MILLIS = 25;

  /** When a message may be answered, and how many came before it. */
  record Slot(long earliest, long number) {}

  private record Scheduled(Slot slot, Runnable answer) {}

  private final EventLoop eventLoop;
  private final long delayMillis;
  private final TreeMap<Long, List<Scheduled>> due = new TreeMap<>();
  private long messages;

  AckScheduler(EventLoop eventLoop, Duration delay) {
    this.eventLoop = eventLoop;
    this.delayMillis = delay.toMillis();
  }

  /** The slot of a message that arrives now. */
  Slot nextSlot() {
    return new Slot(eventLoop.millis() + delayMillis, ++messages);
  }

  /** Lets the answer leave on the first tick after the time of its slot. */
  void release(Slot slot, Runnable answer) {
    if (delayMillis == 0) {
      answer.run();
      return;
    }
    long now = eventLoop.millis();
    long tick = Math.floorDiv(Math.max(slot.earliest, now), TICK_MILLIS) + 1;
    due.computeIfAbsent(tick, first -> schedule(first, now)).add(new Scheduled(slot, answer));
  }

  /** The same outcome, on the tick of a message that arrives now. */
  <T> Future<T> atTick(Future<T> outcome) {
    Slot slot = nextSlot();
    Promise<T> promise = Promise.promise();
    outcome.onComplete(result -> release(slot, () -> promise.handle(result)));
    return promise.future();
  }

  private List<Scheduled> schedule(long tick, long now) {
    eventLoop.after(tick * TICK_MILLIS - now, () -> runAll(due.remove(tick)));
    return new ArrayList<>();
  }

  /** Lets every answer leave now: the node stops. */
  void releaseAll() {
    while (!due.isEmpty()) {
      runAll(due.pollFirstEntry().getValue());
    }
  }

  private static void runAll(List<Scheduled> answers) {
    if (answers != null) {
      answers.sort(Comparator.comparingLong(one -> one.slot.number));
      ExceptionSafe.forEach(answers, one -> one.answer.run());
    }
  }
}
