package org.messagingserver.limits;

import io.github.bucket4j.TimeMeter;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The limits of one node, for all its event loops: nothing here locks, and nothing here lasts.
 * Every {@link #turn} forgets what each source has asked, and counts the open connections again
 * under a new key.
 */
public final class Limits {
  private final LimitsSettings settings;
  private final TimeMeter clock;
  private final SecureRandom random = new SecureRandom();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong nonces = new AtomicLong();
  private final Budget handshakes;
  private final List<Runnable> turns = new CopyOnWriteArrayList<>();
  private volatile Hour hour;

  public Limits(LimitsSettings settings) {
    this(settings, TimeMeter.SYSTEM_NANOTIME);
  }

  Limits(LimitsSettings settings, TimeMeter clock) {
    this.settings = settings;
    this.clock = clock;
    this.handshakes = Budget.shared(settings.bySecond(settings.handshakesPerSecond()), clock);
    this.hour = Hour.fresh(settings, clock, random);
  }

  /**
   * The door of an event loop.
   *
   * @param loop runs what it is given later, on that event loop
   */
  public Door door(Executor loop) {
    LimitedDoor door = new LimitedDoor(this, loop);
    turns.add(() -> loop.execute(door::turn));
    return door;
  }

  /** To be called once an hour: a new key, and fresh budgets for all sources. */
  public void turn() {
    hour = Hour.fresh(settings, clock, random);
    turns.forEach(Runnable::run);
  }

  LimitsSettings settings() {
    return settings;
  }

  TimeMeter clock() {
    return clock;
  }

  Hour hour() {
    return hour;
  }

  /** Another for each connection. */
  long nextNonce() {
    return nonces.incrementAndGet();
  }

  AtomicInteger connections() {
    return connections;
  }

  Budget handshakes() {
    return handshakes;
  }
}
