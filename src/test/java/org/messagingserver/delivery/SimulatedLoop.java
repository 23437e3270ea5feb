package org.messagingserver.delivery;

import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Queue;

/** An event loop whose time passes only when a test says so. */
final class SimulatedLoop implements EventLoop {
  private record Task(long due, long number, Runnable work) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      return due == other.due ? Long.compare(number, other.number) : Long.compare(due, other.due);
    }
  }

  private final PriorityQueue<Task> timers = new PriorityQueue<>();
  private final Queue<Runnable> tick = new ArrayDeque<>();
  private long now = 1000;
  private long tasks;

  @Override
  public long millis() {
    return now;
  }

  @Override
  public Timer after(long millis, Runnable work) {
    Task task = new Task(now + Math.max(1, millis), tasks++, work);
    timers.add(task);
    return () -> timers.remove(task);
  }

  @Override
  public void afterThisTick(Runnable work) {
    tick.add(work);
  }

  /** Runs what the tick left to do. */
  void endTick() {
    while (!tick.isEmpty()) {
      tick.poll().run();
    }
  }

  /** Stands still for so long: what becomes due meanwhile runs late. */
  void stall(long millis) {
    endTick();
    now += millis;
  }

  /** Lets time pass, and runs all that is due on the way. */
  void pass(long millis) {
    endTick();
    long end = now + millis;
    while (!timers.isEmpty() && timers.peek().due <= end) {
      Task task = timers.poll();
      now = Math.max(now, task.due);
      task.work.run();
      endTick();
    }
    now = end;
  }
}
