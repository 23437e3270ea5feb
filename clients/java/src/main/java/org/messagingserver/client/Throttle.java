package org.messagingserver.client;

/** Pauses all sending after the server reports too many requests, longer each time. */
final class Throttle {
  private final EventLoop loop;
  private final Backoff backoff;
  private final Runnable onOff;
  private boolean on;
  private int times;

  Throttle(EventLoop loop, Backoff backoff, Runnable onOff) {
    this.loop = loop;
    this.backoff = backoff;
    this.onOff = onOff;
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
    onOff.run();
  }

  /** The server has acked a message. */
  void reset() {
    times = 0;
  }
}
