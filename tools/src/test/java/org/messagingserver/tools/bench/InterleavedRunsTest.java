package org.messagingserver.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InterleavedRunsTest {
  private final List<String> calls = new ArrayList<>();

  /** Measures what it was told to. */
  private final class Scripted implements Trial {
    private final String name;
    private final Deque<Double> rates;

    private Scripted(String name, List<Double> rates) {
      this.name = name;
      this.rates = new ArrayDeque<>(rates);
    }

    @Override
    public void warmUp() {
      calls.add("warm " + name);
    }

    @Override
    public RoundMetrics round() {
      calls.add(name);
      return new RoundMetrics(Map.of(Metric.RATE, rates.remove()));
    }

    @Override
    public void close() {
      calls.add("close " + name);
    }
  }

  private Result run(int rounds, Trial ours, Trial baseline) {
    Row row = new Row("row", "a row", environment -> List.of(), List.of());
    List<Contender> contenders =
        List.of(new Contender("server", ours), new Contender("baseline", baseline));
    return new InterleavedRuns(row, contenders, said -> {}).run(rounds);
  }

  @Test
  void alternatesAndTurnsRoundEveryOtherTime() {
    Trial ours = new Scripted("a", List.of(1.0, 1.0));
    Trial baseline = new Scripted("b", List.of(1.0, 1.0));

    run(2, ours, baseline);

    assertThat(calls).filteredOn(call -> call.length() == 1).containsExactly("a", "b", "b", "a");
  }

  @Test
  void warmsUpEachSideOnceBeforeAnyIsMeasured() {
    Trial ours = new Scripted("a", List.of(1.0));
    Trial baseline = new Scripted("b", List.of(1.0));

    run(1, ours, baseline);

    assertThat(calls).containsExactly("warm a", "warm b", "a", "b");
  }

  @Test
  void takesRatiosWithinEachRound() {
    Trial ours = new Scripted("a", List.of(10.0, 40.0, 30.0));
    Trial baseline = new Scripted("b", List.of(20.0, 40.0, 10.0));

    Result result = run(3, ours, baseline);

    assertThat(result.spread(0, Metric.RATE)).contains(new Spread(30, 10, 40));
    assertThat(result.ratio(1, Metric.RATE)).contains(new Spread(1, 0.5, 3));
    assertThat(result.ratio(1, Metric.HALF_P99)).isEqualTo(Optional.empty());
  }
}
