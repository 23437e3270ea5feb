package org.messagingserver.tools.bench;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The measurements of one contender in one round.
 *
 * @param values by metric; a contender need not have all
 */
record RoundMetrics(Map<Metric, Double> values) {
  RoundMetrics {
    Map<Metric, Double> copy = new EnumMap<>(Metric.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }

  /** The value of a metric, if it was measured. */
  OptionalDouble of(Metric metric) {
    Double value = values.get(metric);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
