package org.messagingserver.ratelimit;

import io.github.bucket4j.TimeMeter;
import java.util.concurrent.atomic.AtomicInteger;

/** The buckets of one source, for all its connections and on all event loops. */
record SourceBuckets(
    AtomicInteger connections,
    TokenBucket handshakes,
    TokenBucket requests,
    TokenBucket bytes,
    TokenBucket failedLogins,
    TokenBucket registrations,
    TokenBucket keys,
    TokenBucket uploadBytes,
    TokenBucket transferBytes) {

  static SourceBuckets fresh(LimitsSettings settings, TimeMeter clock) {
    SourceLimits limits = settings.source();
    return new SourceBuckets(
        new AtomicInteger(),
        TokenBucket.shared(settings.bySecond(limits.handshakesPerSecond()), clock),
        TokenBucket.shared(settings.bySecond(limits.requestsPerSecond()), clock),
        TokenBucket.shared(settings.bySecond(limits.bytesPerSecond()), clock),
        TokenBucket.shared(Rate.byMinute(limits.failedLoginsPerMinute()), clock),
        TokenBucket.shared(Rate.byMinute(limits.registrationsPerMinute()), clock),
        TokenBucket.shared(Rate.byMinute(limits.keysPerMinute()), clock),
        TokenBucket.shared(Rate.byHour(limits.uploadBytesPerHour()), clock),
        TokenBucket.shared(settings.bySecond(limits.transferBytesPerSecond()), clock));
  }
}
