package org.messagingserver.limits;

import io.github.bucket4j.TimeMeter;

/** What one source may send to one device. */
record PairBudget(Budget messages, Budget bytes) {

  static PairBudget fresh(LimitsSettings settings, TimeMeter clock) {
    PairLimits limits = settings.pair();
    return new PairBudget(
        Budget.shared(settings.bySecond(limits.messagesPerSecond()), clock),
        Budget.shared(settings.bySecond(limits.bytesPerSecond()), clock));
  }
}
