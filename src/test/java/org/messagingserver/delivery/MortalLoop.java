package org.messagingserver.delivery;

/** An event loop of a node that may die: nothing of it runs from then on. */
final class MortalLoop implements EventLoop {
  private final SimulatedLoop time;
  private boolean dead;
  private long diedAt;

  MortalLoop(SimulatedLoop time) {
    this.time = time;
  }

  void die() {
    dead = true;
    diedAt = millis();
  }

  boolean isDead() {
    return dead;
  }

  /** Since when, on the clock of the loop. */
  long diedAt() {
    return diedAt;
  }

  @Override
  public long millis() {
    return time.millis();
  }

  @Override
  public Timer after(long millis, Runnable task) {
    return time.after(millis, () -> run(task));
  }

  @Override
  public void afterThisTick(Runnable task) {
    time.afterThisTick(() -> run(task));
  }

  private void run(Runnable task) {
    if (!dead) {
      task.run();
    }
  }
}
