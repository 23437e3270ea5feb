package org.messagingserver.wakeup;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;

/** The metrics of this package. */
public final class WakeupMeters {
  private final Map<WakeupOutcome, Counter> outcomes = new EnumMap<>(WakeupOutcome.class);
  private final Timer age;
  private volatile double due = Double.NaN;

  public WakeupMeters(MeterRegistry registry) {
    Arrays.stream(WakeupOutcome.values())
        .forEach(outcome -> outcomes.put(outcome, counter(outcome, registry)));
    this.age =
        Timer.builder("messaging.wakeups.age")
            .description("From when a wake-up was due until its push service had it")
            .serviceLevelObjectives(
                LongStream.of(1, 2, 5, 10, 30, 60, 300, 3600)
                    .mapToObj(Duration::ofSeconds)
                    .toArray(Duration[]::new))
            .register(registry);
    Gauge.builder("messaging.wakeups.due", () -> due)
        .description("Wake-ups that are due, of all nodes")
        .register(registry);
  }

  private static Counter counter(WakeupOutcome outcome, MeterRegistry registry) {
    return Counter.builder("messaging.wakeups")
        .description("Wake-ups that this node has taken, by outcome")
        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  void ended(WakeupOutcome outcome) {
    outcomes.get(outcome).increment();
  }

  void notNeeded(int marks) {
    outcomes.get(WakeupOutcome.NOT_NEEDED).increment(marks);
  }

  void accepted(Duration afterDue) {
    age.record(afterDue);
  }

  /** So many are due; NaN where the store does not say. */
  void due(double marks) {
    due = marks;
  }
}
