package org.messagingserver.ratelimit;

import io.github.bucket4j.TimeMeter;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The limits of one node, for all its event loops: nothing here locks, and nothing here lasts.
 * Every hour it forgets what each source has asked, and counts the open connections again under a
 * new key. Only the key that names the sources of strangers' messages lasts for a day.
 */
public final class NodeLimits {
  /** How often {@link #tick} is to be called. */
  public static final Duration TICK = Duration.ofMillis(100);

  private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();
  private static final long DAY_NANOS = Duration.ofDays(1).toNanos();

  private final LimitsSettings settings;
  private final LimitMeters meters;
  private final TickingTimeMeter clock;
  private final SecureRandom random = new SecureRandom();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong nonces = new AtomicLong();
  private final TokenBucket handshakes;
  private final TokenBucket uploadBytes;
  private final List<Runnable> onNewEpoch = new CopyOnWriteArrayList<>();
  private volatile QuotaEpoch quotaEpoch;
  private volatile EpochKey dayKey;
  private long epochStart;
  private long dayStart;

  public NodeLimits(LimitsSettings settings, LimitMeters meters) {
    this(settings, meters, System::nanoTime);
  }

  NodeLimits(LimitsSettings settings, LimitMeters meters, LongSupplier nanoTime) {
    this.settings = settings;
    this.meters = meters;
    this.clock = new TickingTimeMeter(nanoTime);
    this.handshakes = TokenBucket.shared(settings.bySecond(settings.handshakesPerSecond()), clock);
    this.uploadBytes = TokenBucket.shared(Rate.byHour(settings.uploadBytesPerHour()), clock);
    this.epochStart = clock.currentTimeNanos();
    this.quotaEpoch = QuotaEpoch.fresh(settings, clock, random);
    this.dayStart = epochStart;
    this.dayKey = new EpochKey(random);
  }

  /**
   * The limiter of an event loop.
   *
   * @param loop runs what it is given later, on that event loop
   */
  public ConnectionLimiter connectionLimiter(Executor loop) {
    CountingConnectionLimiter connectionLimiter = new CountingConnectionLimiter(this, loop);
    onNewEpoch.add(() -> loop.execute(connectionLimiter::startEpoch));
    return connectionLimiter;
  }

  /** Lets time pass; always on the same thread. */
  public void tick() {
    clock.tick();
    if (clock.currentTimeNanos() - dayStart >= DAY_NANOS) {
      dayStart = clock.currentTimeNanos();
      dayKey = new EpochKey(random);
    }
    if (clock.currentTimeNanos() - epochStart >= HOUR_NANOS) {
      epochStart = clock.currentTimeNanos();
      quotaEpoch = QuotaEpoch.fresh(settings, clock, random);
      onNewEpoch.forEach(Runnable::run);
    }
  }

  LimitsSettings settings() {
    return settings;
  }

  LimitMeters meters() {
    return meters;
  }

  TimeMeter clock() {
    return clock;
  }

  QuotaEpoch quotaEpoch() {
    return quotaEpoch;
  }

  /** The key of this day, in memory only. */
  EpochKey dayKey() {
    return dayKey;
  }

  /** Another for each connection. */
  long nextNonce() {
    return nonces.incrementAndGet();
  }

  AtomicInteger connections() {
    return connections;
  }

  TokenBucket handshakes() {
    return handshakes;
  }

  TokenBucket uploadBytes() {
    return uploadBytes;
  }
}
