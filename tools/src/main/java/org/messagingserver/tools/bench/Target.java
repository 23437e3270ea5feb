package org.messagingserver.tools.bench;

import java.util.Optional;

/**
 * The value that a median has to reach.
 *
 * @param baseline the contender by whose value the server's is divided; none for an absolute target
 */
record Target(Metric metric, Optional<String> baseline, Bound bound, double limit) {

  /** The direction of the limit. */
  enum Bound {
    AT_MOST("≤ "),
    AT_LEAST("≥ ");

    private final String sign;

    Bound(String sign) {
      this.sign = sign;
    }
  }

  /** At most this many times the baseline's value. */
  static Target atMost(double limit, Metric metric, String baseline) {
    return new Target(metric, Optional.of(baseline), Bound.AT_MOST, limit);
  }

  /** At most this value. */
  static Target atMost(double limit, Metric metric) {
    return new Target(metric, Optional.empty(), Bound.AT_MOST, limit);
  }

  /** At least this value. */
  static Target atLeast(double limit, Metric metric) {
    return new Target(metric, Optional.empty(), Bound.AT_LEAST, limit);
  }

  /** At least this many times the baseline's value. */
  static Target atLeast(double limit, Metric metric, String baseline) {
    return new Target(metric, Optional.of(baseline), Bound.AT_LEAST, limit);
  }

  boolean isMetBy(double value) {
    return bound == Bound.AT_MOST ? value <= limit : value >= limit;
  }

  /** Describes the target, and whether the value meets it. */
  String judge(double value) {
    String number = limit == Math.rint(limit) ? Long.toString((long) limit) : limit + "";
    String factor = baseline.isPresent() ? " ×" : "";
    return bound.sign + number + factor + (isMetBy(value) ? " met" : " MISSED");
  }
}
