package org.messagingserver.ratelimit;

import io.github.bucket4j.TimeMeter;

/** The buckets of one connection. */
record ConnectionBuckets(TokenBucket requests, TokenBucket bytes, TokenBucket refusals) {

  static ConnectionBuckets fresh(LimitsSettings settings, TimeMeter clock) {
    ConnectionLimits limits = settings.connection();
    return new ConnectionBuckets(
        TokenBucket.own(settings.bySecond(limits.requestsPerSecond()), clock),
        TokenBucket.own(settings.bySecond(limits.bytesPerSecond()), clock),
        TokenBucket.own(Rate.byMinute(ConnectionLimits.REFUSALS_PER_MINUTE), clock));
  }
}
