package org.messagingserver.client;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.function.Consumer;

/** Pings a server, and reports when it has been silent for two pings. */
final class KeepAlive {
  private final EventLoop loop;
  private final Duration interval;
  private final Consumer<Buffer> ping;
  private final Runnable onDead;
  private long timer = EventLoop.NO_TIMER;
  private int unanswered;
  private boolean suspended;

  KeepAlive(EventLoop loop, Duration interval, Consumer<Buffer> ping, Runnable onDead) {
    this.loop = loop;
    this.interval = interval;
    this.ping = ping;
    this.onDead = onDead;
  }

  void start() {
    timer = loop.after(interval, this::tick);
  }

  /** Not periodic: after a pause of the process, all missed intervals would elapse together. */
  private void tick() {
    timer = loop.after(interval, this::tick);
    if (unanswered >= 2) {
      onDead.run();
    } else {
      unanswered += suspended ? 0 : 1;
      ping.accept(Buffer.buffer());
    }
  }

  /** Something arrived from the server. */
  void received() {
    unanswered = 0;
  }

  /** Keeps pinging, but expects no answer. */
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
