package org.messagingserver.ratelimit;

import io.github.bucket4j.TimeMeter;
import java.security.SecureRandom;

/**
 * Everything that this node remembers of requests and their sources, found by hashes under its key.
 * It is dropped as a whole within the hour.
 */
record QuotaEpoch(
    EpochKey key,
    BucketTable<SourceBuckets> sources,
    BucketTable<SourceRecipientBuckets> sourceRecipients,
    BucketTable<TokenBucket> keysFromSource,
    BucketTable<TokenBucket> keysOfUser) {
  /** Buckets of each kind; sources beyond so many share them. */
  static final int BUCKETS = 32_768;

  static QuotaEpoch fresh(LimitsSettings settings, TimeMeter clock, SecureRandom random) {
    Rate fromSource = Rate.byHour(settings.sourceRecipient().oneTimeKeysPerHour());
    Rate ofUser = Rate.byMinute(settings.oneTimeKeysPerUserPerMinute());
    return new QuotaEpoch(
        new EpochKey(random),
        new BucketTable<>(BUCKETS, () -> SourceBuckets.fresh(settings, clock)),
        new BucketTable<>(BUCKETS, () -> SourceRecipientBuckets.fresh(settings, clock)),
        new BucketTable<>(BUCKETS, () -> TokenBucket.shared(fromSource, clock)),
        new BucketTable<>(BUCKETS, () -> TokenBucket.shared(ofUser, clock)));
  }
}
