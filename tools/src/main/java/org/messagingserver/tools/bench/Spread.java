package org.messagingserver.tools.bench;

import java.util.List;
import java.util.function.DoubleFunction;

/** The median, minimum and maximum of some numbers. */
record Spread(double median, double min, double max) {

  /** The spread of at least one number. */
  static Spread of(List<Double> numbers) {
    List<Double> sorted = numbers.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
  }

  String show(DoubleFunction<String> format) {
    return "%s (%s–%s)".formatted(format.apply(median), format.apply(min), format.apply(max));
  }
}
