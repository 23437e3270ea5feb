package org.messagingserver.ratelimit;

import io.github.bucket4j.TimeMeter;

/** The buckets of one source towards one device: by the second, and by the hour. */
record SourceRecipientBuckets(TokenBucket messages, TokenBucket bytes) {

  static SourceRecipientBuckets fresh(LimitsSettings settings, TimeMeter clock) {
    SourceRecipientLimits limits = settings.sourceRecipient();
    return new SourceRecipientBuckets(
        TokenBucket.shared(
            settings.bySecond(limits.messagesPerSecond()),
            Rate.byHour(limits.messagesPerHour()),
            clock),
        TokenBucket.shared(
            settings.bySecond(limits.bytesPerSecond()), Rate.byHour(limits.bytesPerHour()), clock));
  }

  /** Takes a message of this size, or nothing; see {@link TokenBucket#take}. */
  int take(int size) {
    int wait = messages.take(1);
    if (wait != TokenBucket.NOW) {
      return wait;
    }
    wait = bytes.take(size);
    if (wait != TokenBucket.NOW) {
      messages.refund(1);
    }
    return wait;
  }
}
