package org.messagingserver.client.vertx;

import java.time.Duration;
import org.messagingserver.client.Scheduler;

/** Pings a server, and reports when it has been silent for two pings. */
final class KeepAlive {
  private final Scheduler scheduler;
  private final Duration interval;
  private final Runnable ping;
  private final Runnable onDead;
  private Scheduler.Timer timer = () -> {};
  private int unanswered;
  private boolean suspended;

  KeepAlive(Scheduler scheduler, Duration interval, Runnable ping, Runnable onDead) {
    this.scheduler = scheduler;
    this.interval = interval;
    this.ping = ping;
    this.onDead = onDead;
  }

  void start() {
    timer = scheduler.schedule(interval, this::tick);
  }

  /** Not periodic: after a pause of the process, all missed intervals would elapse together. */
  private void tick() {
    timer = scheduler.schedule(interval, this::tick);
    if (unanswered >= 2) {
      onDead.run();
    } else {
      unanswered += suspended ? 0 : 1;
      ping.run();
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
    timer.cancel();
  }
}
