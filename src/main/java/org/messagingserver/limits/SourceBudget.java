package org.messagingserver.limits;

import io.github.bucket4j.TimeMeter;
import java.util.concurrent.atomic.AtomicInteger;

/** The budgets of one source, for all its connections and on all event loops. */
record SourceBudget(
    AtomicInteger connections,
    Budget handshakes,
    Budget requests,
    Budget bytes,
    Budget failedLogins,
    Budget registrations,
    Budget keys) {

  static SourceBudget fresh(LimitsSettings settings, TimeMeter clock) {
    SourceLimits limits = settings.source();
    return new SourceBudget(
        new AtomicInteger(),
        Budget.shared(settings.bySecond(limits.handshakesPerSecond()), clock),
        Budget.shared(settings.bySecond(limits.requestsPerSecond()), clock),
        Budget.shared(settings.bySecond(limits.bytesPerSecond()), clock),
        Budget.shared(Rate.byMinute(limits.failedLoginsPerMinute()), clock),
        Budget.shared(Rate.byMinute(limits.registrationsPerMinute()), clock),
        Budget.shared(Rate.byMinute(limits.keysPerMinute()), clock));
  }
}
