package org.messagingserver.client;

/** Holds everything for a while after the server said that it gets too much, longer each time. */
final class Throttle {
  private final EventLoop loop;
  private final Backoff backoff;
  private final Runnable off;
  private boolean on;
  private int times;

  Throttle(EventLoop loop, Backoff backoff, Runnable off) {
    this.loop = loop;
    this.backoff = backoff;
    this.off = off;
  }

  boolean isOn() {
    return on;
  }

  void turnOn() {
    if (!on) {
      on = true;
      loop.after(backoff.delay(times++), this::turnOff);
    }
  }

  private void turnOff() {
    on = false;
    off.run();
  }

  /** The server is content again. */
  void reset() {
    times = 0;
  }
}
