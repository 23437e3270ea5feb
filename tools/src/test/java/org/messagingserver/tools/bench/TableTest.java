package org.messagingserver.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final Row ROW =
      new Row(
          "row",
          "a row",
          environment -> List.of(),
          List.of(Target.atLeast(0.7, Metric.RATE, "bare"), Target.atMost(5, Metric.HALF_P99)));

  private static RoundMetrics figures(double rate, double time) {
    return new RoundMetrics(Map.of(Metric.RATE, rate, Metric.HALF_P99, time));
  }

  private static List<String> lines(List<RoundMetrics> round, String... contenders) {
    Result result = new Result(ROW, List.of(contenders), List.of(round));
    return new Table(List.of(result)).toString().lines().toList();
  }

  @Test
  void setsOursAgainstTheFloorAndTheTarget() {
    List<String> lines =
        lines(
            List.of(figures(500, 7), new RoundMetrics(Map.of(Metric.RATE, 1000.0))),
            "server",
            "bare");

    assertThat(lines.get(2).split(" *\\| *"))
        .containsExactly(
            "",
            "a row",
            "a second",
            "500 (500–500)",
            "bare",
            "1,000 (1,000–1,000)",
            "0.50 (0.50–0.50)",
            "≥ 0.7 × MISSED");
  }

  @Test
  void judgesByItselfWhatHasNoBaseline() {
    List<String> lines =
        lines(
            List.of(figures(900, 3), new RoundMetrics(Map.of(Metric.RATE, 1000.0))),
            "server",
            "bare");

    assertThat(lines.get(2)).contains("≥ 0.7 × met");
    assertThat(lines.get(3)).contains("3.00 (3.00–3.00)").contains("≤ 5 met");
  }

  @Test
  void hasALineForEachBaselineAndNamesARowOnce() {
    List<String> lines =
        lines(List.of(figures(500, 7), figures(1, 1), figures(1, 1)), "server", "bare", "other");

    assertThat(lines).hasSize(6);
    assertThat(lines).filteredOn(line -> line.contains("a row")).hasSize(1);
    assertThat(lines).extracting(String::length).containsOnly(lines.get(0).length());
  }
}
