package org.messagingserver.tools.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The measurements of all rounds of a row.
 *
 * @param contenders names of the contenders, the server first
 * @param rounds for each round the measurements of all contenders, in the same order
 */
record Result(Row row, List<String> contenders, List<List<RoundMetrics>> rounds) {

  /** The values of one contender; none if the metric was not measured. */
  Optional<Spread> spread(int side, Metric metric) {
    List<Double> values = new ArrayList<>();
    for (List<RoundMetrics> round : rounds) {
      round.get(side).of(metric).ifPresent(values::add);
    }
    return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
  }

  /**
   * The ratios of the server's value to another contender's within each round, because temporary
   * slowness of the machine affects both.
   */
  Optional<Spread> ratio(int side, Metric metric) {
    List<Double> ratios = new ArrayList<>();
    for (List<RoundMetrics> round : rounds) {
      OptionalDouble ours = round.get(0).of(metric);
      OptionalDouble theirs = round.get(side).of(metric);
      if (ours.isPresent() && theirs.isPresent() && theirs.getAsDouble() > 0) {
        ratios.add(ours.getAsDouble() / theirs.getAsDouble());
      }
    }
    return ratios.isEmpty() ? Optional.empty() : Optional.of(Spread.of(ratios));
  }
}
