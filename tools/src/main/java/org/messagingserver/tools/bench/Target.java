package org.messagingserver.tools.bench;

import java.util.Optional;

/**
 * The value that a median has to reach.
 *
 * @param floor the side whose figure ours is divided by; none where ours counts as it is
 */
record Target(Metric metric, Optional<String> floor, Bound bound, double limit) {

  /** On which side of the limit to be. */
  enum Bound {
    AT_MOST("≤ "),
    AT_LEAST("≥ ");

    private final String sign;

    Bound(String sign) {
      this.sign = sign;
    }
  }

  /** Not more than so many times the baseline's. */
  static Target atMost(double limit, Metric metric, String floor) {
    return new Target(metric, Optional.of(floor), Bound.AT_MOST, limit);
  }

  /** Not more than this. */
  static Target atMost(double limit, Metric metric) {
    return new Target(metric, Optional.empty(), Bound.AT_MOST, limit);
  }

  /** Not less than this. */
  static Target atLeast(double limit, Metric metric) {
    return new Target(metric, Optional.empty(), Bound.AT_LEAST, limit);
  }

  /** Not less than so many times the baseline's. */
  static Target atLeast(double limit, Metric metric, String floor) {
    return new Target(metric, Optional.of(floor), Bound.AT_LEAST, limit);
  }

  boolean isMetBy(double value) {
    return bound == Bound.AT_MOST ? value <= limit : value >= limit;
  }

  /** The target, and whether this has met it. */
  String judge(double value) {
    String number = limit == Math.rint(limit) ? Long.toString((long) limit) : limit + "";
    String factor = floor.isPresent() ? " ×" : "";
    return bound.sign + number + factor + (isMetBy(value) ? " met" : " MISSED");
  }
}
