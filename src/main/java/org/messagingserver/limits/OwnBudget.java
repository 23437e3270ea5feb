package org.messagingserver.limits;

import io.github.bucket4j.TimeMeter;

/** The budgets of one connection. */
record OwnBudget(Budget requests, Budget bytes, Budget refusals) {

  static OwnBudget fresh(LimitsSettings settings, TimeMeter clock) {
    ConnectionLimits limits = settings.connection();
    return new OwnBudget(
        Budget.own(settings.bySecond(limits.requestsPerSecond()), clock),
        Budget.own(settings.bySecond(limits.bytesPerSecond()), clock),
        Budget.own(Rate.byMinute(ConnectionLimits.REFUSALS_PER_MINUTE), clock));
  }
}
