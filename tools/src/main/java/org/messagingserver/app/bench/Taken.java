package org.messagingserver.app.bench;

import java.io.IOException;
import java.util.List;
import org.messagingserver.app.bench.load.KeyPeople;
import org.messagingserver.app.bench.load.Load;
import org.messagingserver.app.bench.load.Meter;
import org.messagingserver.identity.UserId;

/** The rows of one-time keys that strangers fetch. */
final class Taken {
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
              Taken::many,
              List.of(Target.atLeast(0.8, Metric.RATE, TAKES))),
          new Row(
              "prekeys-hot",
              "prekey fetch, one hot user",
              Taken::one,
              List.of(
                  Target.atLeast(0.8, Metric.RATE, TAKES),
                  Target.atLeast(0.9, Metric.LAST_TO_FIRST))));

  private Taken() {}

  private static List<Side> many(Stage stage) throws IOException {
    KeyStock stock = KeyStock.empty(stage.store());
    Load load = load(stage, MANY, KEYS_OF_EACH);
    stock.keep();
    Child server = stage.server();
    Cost cost = Cost.of(server).andClients().and(Metric.POSTGRES_CPU, stage.store()::cpuMicros);
    return List.of(
        new Side(
            "server", new LoadTrial(load, 1, cost, WarmUp.of(server), stock::refill, Watch.NONE)),
        new Side(TAKES, BareTakes.timed(stage.store(), stock)));
  }

  private static List<Side> one(Stage stage) throws IOException {
    KeyStock stock = KeyStock.empty(stage.store());
    Load load = load(stage, 1, KEYS_OF_ONE);
    stock.keep();
    Child server = stage.server();
    Cost cost = Cost.of(server).andClients().and(Metric.POSTGRES_CPU, stage.store()::cpuMicros);
    return List.of(
        new Side("server", SlicedTrial.of(load, FETCHERS, cost, WarmUp.of(server), stock::refill)),
        new Side(TAKES, BareTakes.sliced(stage.store(), stock)));
  }

  private static Load load(Stage stage, int users, int keys) throws IOException {
    KeyPeople people = new KeyPeople(stage.loops());
    List<UserId> owners = people.owners(users, keys, stage.server().uri());
    Meter meter = new Meter();
    return new Load(people.fetchers(FETCHERS, stage.server().uri(), owners, meter), meter);
  }
}
