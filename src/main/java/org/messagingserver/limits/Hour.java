package org.messagingserver.limits;

import io.github.bucket4j.TimeMeter;
import java.security.SecureRandom;

/**
 * Everything that this node remembers of who asked for what, found by hashes under a key of its
 * own. It is dropped as a whole within the hour.
 */
record Hour(
    HourKey key,
    Slots<SourceBudget> sources,
    Slots<PairBudget> pairs,
    Slots<Budget> keysFromSource,
    Slots<Budget> keysOfUser) {

  static Hour fresh(LimitsSettings settings, TimeMeter clock, SecureRandom random) {
    int slots = settings.slots();
    Rate fromSource = Rate.byHour(settings.pair().oneTimeKeysPerHour());
    Rate ofUser = Rate.byMinute(settings.oneTimeKeysPerUserPerMinute());
    return new Hour(
        new HourKey(random),
        new Slots<>(slots, () -> SourceBudget.fresh(settings, clock)),
        new Slots<>(slots, () -> PairBudget.fresh(settings, clock)),
        new Slots<>(slots, () -> Budget.shared(fromSource, clock)),
        new Slots<>(slots, () -> Budget.shared(ofUser, clock)));
  }
}
