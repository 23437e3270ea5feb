package org.messagingserver.client;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.function.Consumer;

/** Pings a server, and says so when it has been silent for two pings. */
final class KeepAlive {
  private final EventLoop loop;
  private final Duration interval;
  private final Consumer<Buffer> ping;
  private final Runnable dead;
  private long timer = EventLoop.NO_TIMER;
  private int unanswered;
  private boolean suspended;

  KeepAlive(EventLoop loop, Duration interval, Consumer<Buffer> ping, Runnable dead) {
    this.loop = loop;
    this.interval = interval;
    this.ping = ping;
    this.dead = dead;
  }

  void start() {
    timer = loop.after(interval, this::tick);
  }

  /** Not periodic: after a standstill all intervals that it missed would be over at once. */
  private void tick() {
    timer = loop.after(interval, this::tick);
    if (unanswered >= 2) {
      dead.run();
    } else {
      unanswered += suspended ? 0 : 1;
      ping.accept(Buffer.buffer());
    }
  }

  /** Anything came from the server. */
  void heard() {
    unanswered = 0;
  }

  /** Pings on, but expects no answer. */
  void suspend() {
    suspended = true;
    unanswered = 0;
  }

  void resume() {
    suspended = false;
    unanswered = 0;
  }

  void stop() {
    loop.cancel(timer);
  }
}
