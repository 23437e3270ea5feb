package org.messagingserver.tools.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.messagingserver.tools.bench.load.DelayedLink;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Measurement;
import org.messagingserver.tools.bench.load.Meter;
import org.messagingserver.tools.bench.load.UserFactory;

/** Rows of one socket that sends 5,000 messages at once to a recipient at some distance. */
final class BurstRows {
  private static final int MESSAGES = 5000;
  private static final double ONE_ROW = 100.0 / MESSAGES;
  private static final Duration SHORT = Duration.ofSeconds(15);
  private static final int MAX_ROUNDS = 5;

  static final List<Row> ROWS =
      Stream.of(
              row(1, Target.atMost(ONE_ROW / 2, Metric.STORED)),
              row(10, Target.atMost(ONE_ROW / 2, Metric.STORED)),
              row(30, Target.atMost(5, Metric.STORED)),
              row(100))
          .toList();

  private BurstRows() {}

  private static Row row(int roundTripMillis, Target... targets) {
    return new Row(
        "burst-" + roundTripMillis,
        "5,000 messages at once to a recipient at a round trip of " + roundTripMillis + " ms",
        environment -> open(environment, Duration.ofMillis(roundTripMillis)),
        List.of(targets),
        MAX_ROUNDS);
  }

  private static List<Contender> open(BenchmarkEnvironment environment, Duration roundTrip)
      throws IOException {
    ChildProcess server = environment.defaultTimeoutsServer();
    URI recipients = DelayedLink.listen(environment.loops(), server.uri(), roundTrip);
    Meter meter = new Meter();
    UserFactory factory = new UserFactory(environment.loops());
    Load load = new Load(factory.pairs(1, server.uri(), recipients, meter), meter);
    return List.of(
        new Contender(
            "server",
            new BurstTrial(
                load, new StoredRows(environment.postgres()), WarmUp.of(SHORT, server))));
  }

  private record BurstTrial(Load load, StoredRows stored, WarmUp warmingUp) implements Trial {
    @Override
    public void warmUp() {
      warmingUp.run(this::round);
    }

    @Override
    public RoundMetrics round() {
      int before = stored.soFar();
      Measurement burst = load.send(MESSAGES, MESSAGES);
      Map<Metric, Double> values = new EnumMap<>(Metric.class);
      values.put(Metric.STORED, stored.percentSince(before, burst.count()));
      values.put(Metric.RATE, burst.rate());
      values.put(Metric.FULL_P50, burst.millis(50));
      values.put(Metric.FULL_P99, burst.millis(99));
      return new RoundMetrics(values);
    }

    @Override
    public void close() {
      load.close();
    }
  }
}
