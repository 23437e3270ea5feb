package org.messagingserver.limits;

import io.github.bucket4j.TimeMeter;

/** The budgets of one source towards one device: by the second, and by the hour. */
record PairBudget(Budget messages, Budget bytes) {

  static PairBudget fresh(LimitsSettings settings, TimeMeter clock) {
    PairLimits limits = settings.sourceRecipient();
    return new PairBudget(
        Budget.shared(
            settings.bySecond(limits.messagesPerSecond()),
            Rate.byHour(limits.messagesPerHour()),
            clock),
        Budget.shared(
            settings.bySecond(limits.bytesPerSecond()), Rate.byHour(limits.bytesPerHour()), clock));
  }

  /** Takes a message of this size, or nothing; see {@link Budget#take}. */
  int take(int size) {
    int wait = messages.take(1);
    if (wait != Budget.NOW) {
      return wait;
    }
    wait = bytes.take(size);
    if (wait != Budget.NOW) {
      messages.giveBack(1);
    }
    return wait;
  }
}
