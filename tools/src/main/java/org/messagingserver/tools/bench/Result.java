package org.messagingserver.tools.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The measurements of all rounds of a row.
 *
 * @param sides their names, the server first
 * @param rounds of each the figures of all sides, in the same order
 */
record Result(Row row, List<String> sides, List<List<Figures>> rounds) {

  /** Of one side; none where it was not measured. */
  Optional<Spread> spread(int side, Metric metric) {
    List<Double> values = new ArrayList<>();
    for (List<Figures> round : rounds) {
      round.get(side).of(metric).ifPresent(values::add);
    }
    return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
  }

  /**
   * Of the server's figure to another side's, within each round: what slows the machine down for a
   * while slows both.
   */
  Optional<Spread> ratio(int side, Metric metric) {
    List<Double> ratios = new ArrayList<>();
    for (List<Figures> round : rounds) {
      OptionalDouble ours = round.get(0).of(metric);
      OptionalDouble theirs = round.get(side).of(metric);
      if (ours.isPresent() && theirs.isPresent() && theirs.getAsDouble() > 0) {
        ratios.add(ours.getAsDouble() / theirs.getAsDouble());
      }
    }
    return ratios.isEmpty() ? Optional.empty() : Optional.of(Spread.of(ratios));
  }
}
