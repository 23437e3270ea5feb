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
  private final Queue<Runnable> turn = new ArrayDeque<>();
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
  public void afterThisTurn(Runnable work) {
    turn.add(work);
  }

  /** Runs what the turn left to do. */
  void endTurn() {
    while (!turn.isEmpty()) {
      turn.poll().run();
    }
  }

  /** Lets time pass, and runs all that is due on the way. */
  void pass(long millis) {
    endTurn();
    long end = now + millis;
    while (!timers.isEmpty() && timers.peek().due <= end) {
      Task task = timers.poll();
      now = task.due;
      task.work.run();
      endTurn();
    }
    now = end;
  }
}
