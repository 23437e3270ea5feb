package org.messagingserver.tools.bench;

import java.io.IOException;
import java.util.List;
import org.messagingserver.protocol.UserId;
import org.messagingserver.tools.bench.load.KeyPeople;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Meter;

/** The rows of one-time keys that strangers fetch. */
final class PreKeyRows {
  private static final int FETCHERS = 32;
  private static final int MANY = 1000;
  private static final int KEYS_OF_EACH = 20;
  private static final int KEYS_OF_ONE = 6000;
  private static final String TAKES = "bare takes";

  static final List<Row> ROWS =
      List.of(
          new Row(
              "prekeys",
              "prekey fetch, 1,000 users",
              PreKeyRows::many,
              List.of(Target.atLeast(0.8, Metric.RATE, TAKES))),
          new Row(
              "prekeys-hot",
              "prekey fetch, one hot user",
              PreKeyRows::one,
              List.of(
                  Target.atLeast(0.8, Metric.RATE, TAKES),
                  Target.atLeast(0.9, Metric.LAST_TO_FIRST))));

  private PreKeyRows() {}

  private static List<Contender> many(BenchmarkEnvironment benchmarkEnvironment)
      throws IOException {
    KeyStock stock = KeyStock.empty(benchmarkEnvironment.store());
    Load load = load(benchmarkEnvironment, MANY, KEYS_OF_EACH);
    stock.keep();
    Child server = benchmarkEnvironment.server();
    Cost cost =
        Cost.of(server)
            .andClients()
            .and(Metric.POSTGRES_CPU, benchmarkEnvironment.store()::cpuMicros);
    return List.of(
        new Contender(
            "server", new LoadTrial(load, 1, cost, WarmUp.of(server), stock::refill, Watch.NONE)),
        new Contender(TAKES, BareTakes.timed(benchmarkEnvironment.store(), stock)));
  }

  private static List<Contender> one(BenchmarkEnvironment benchmarkEnvironment) throws IOException {
    KeyStock stock = KeyStock.empty(benchmarkEnvironment.store());
    Load load = load(benchmarkEnvironment, 1, KEYS_OF_ONE);
    stock.keep();
    Child server = benchmarkEnvironment.server();
    Cost cost =
        Cost.of(server)
            .andClients()
            .and(Metric.POSTGRES_CPU, benchmarkEnvironment.store()::cpuMicros);
    return List.of(
        new Contender(
            "server", SlicedTrial.of(load, FETCHERS, cost, WarmUp.of(server), stock::refill)),
        new Contender(TAKES, BareTakes.sliced(benchmarkEnvironment.store(), stock)));
  }

  private static Load load(BenchmarkEnvironment benchmarkEnvironment, int users, int keys)
      throws IOException {
    KeyPeople people = new KeyPeople(benchmarkEnvironment.loops());
    List<UserId> owners = people.owners(users, keys, benchmarkEnvironment.server().uri());
    Meter meter = new Meter();
    return new Load(
        people.fetchers(FETCHERS, benchmarkEnvironment.server().uri(), owners, meter), meter);
  }
}
