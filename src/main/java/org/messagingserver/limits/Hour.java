package org.messagingserver.limits;

import io.github.bucket4j.TimeMeter;
import java.security.SecureRandom;

/**
 * Everything that this node remembers of requests and their sources, found by hashes under its key.
 * It is dropped as a whole within the hour.
 */
record Hour(
    HourKey key,
    Slots<SourceBudget> sources,
    Slots<PairBudget> pairs,
    Slots<Budget> keysFromSource,
    Slots<Budget> keysOfUser) {
  /** Budgets of each kind; sources beyond so many share them. */
  static final int SLOTS = 32_768;

  static Hour fresh(LimitsSettings settings, TimeMeter clock, SecureRandom random) {
    Rate fromSource = Rate.byHour(settings.sourceRecipient().oneTimeKeysPerHour());
    Rate ofUser = Rate.byMinute(settings.oneTimeKeysPerUserPerMinute());
    return new Hour(
        new HourKey(random),
        new Slots<>(SLOTS, () -> SourceBudget.fresh(settings, clock)),
        new Slots<>(SLOTS, () -> PairBudget.fresh(settings, clock)),
        new Slots<>(SLOTS, () -> Budget.shared(fromSource, clock)),
        new Slots<>(SLOTS, () -> Budget.shared(ofUser, clock)));
  }
}
