package org.messagingserver.ratelimit;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.LocalBucketBuilder;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Tokens that refill over time, and how long to wait while there are none. */
final class TokenBucket {
  /** Nothing stands in the way. */
  static final int NOW = 0;

  private static final long LONGEST_SECONDS = 86_400;

  private final Bucket bucket;
  private final long atOnce;

  private TokenBucket(TimeMeter clock, SynchronizationStrategy strategy, Rate... rates) {
    this.atOnce = Stream.of(rates).mapToLong(Rate::atOnce).min().orElseThrow();
    LocalBucketBuilder builder = Bucket.builder();
    Stream.of(rates).map(Rate::bandwidth).forEach(builder::addLimit);
    this.bucket =
        builder.withCustomTimePrecision(clock).withSynchronizationStrategy(strategy).build();
  }

  /** For one event loop alone. */
  static TokenBucket own(Rate rate, TimeMeter clock) {
    return new TokenBucket(clock, SynchronizationStrategy.NONE, rate);
  }

  /** For all event loops; none of them ever waits for another. */
  static TokenBucket shared(Rate rate, TimeMeter clock) {
    return new TokenBucket(clock, SynchronizationStrategy.LOCK_FREE, rate);
  }

  /** The same, within both rates: what is over one of them costs nothing of the other. */
  static TokenBucket shared(Rate one, Rate other, TimeMeter clock) {
    return new TokenBucket(clock, SynchronizationStrategy.LOCK_FREE, one, other);
  }

  /**
   * Takes so much, at least one, or nothing. A larger amount than the whole bucket costs all of it.
   *
   * @return {@link #NOW}, or the seconds until it is there, at least one
   */
  int take(long amount) {
    long cost = Math.max(1, Math.min(amount, atOnce));
    return bucket.tryConsume(cost) ? NOW : until(cost);
  }

  /** Takes so much, or all that is left; whether that was all. */
  boolean takeUpTo(long amount) {
    return amount == 0 || bucket.tryConsumeAsMuchAsPossible(amount) == amount;
  }

  /** Undoes a {@link #take} of which nothing came. */
  void refund(long amount) {
    bucket.addTokens(Math.max(1, Math.min(amount, atOnce)));
  }

  /** {@link #NOW}, or the seconds until the bucket is not empty. */
  int untilAny() {
    return until(1);
  }

  private int until(long cost) {
    long nanos = bucket.estimateAbilityToConsume(cost).getNanosToWaitForRefill();
    long seconds = nanos <= 0 ? NOW : TimeUnit.NANOSECONDS.toSeconds(nanos - 1) + 1;
    return (int) Math.min(seconds, LONGEST_SECONDS);
  }
}
