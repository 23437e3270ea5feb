package org.messagingserver.tools.bench;

import java.io.IOException;
import java.util.List;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.UserId;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Meter;
import org.messagingserver.tools.bench.load.PreKeyUserFactory;

/** Rows of fetches of one-time keys. */
final class PreKeyRows {
  private static final int FETCHERS = 32;
  private static final int MANY = 1000;
  private static final int KEYS_OF_EACH = 20;
  private static final int KEYS_OF_ONE = 6000;
  private static final int DEVICES = 3;
  private static final int KEY_BYTES = 33;
  private static final String TAKES = "bare takes";
  private static final String FIRST_VERSION = "the client's first version";

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
                  Target.atLeast(0.9, Metric.LAST_TO_FIRST))),
          new Row(
              "prekeys-answer",
              "complete answer of three devices, reference client",
              PreKeyRows::answers,
              List.of()));

  private PreKeyRows() {}

  private static List<Contender> many(BenchmarkEnvironment environment) throws IOException {
    PreKeySnapshot stock = PreKeySnapshot.empty(environment.postgres());
    Load load = load(environment, MANY, KEYS_OF_EACH);
    stock.save();
    ChildProcess server = environment.server();
    Cost cost =
        Cost.of(server).andClients().and(Metric.POSTGRES_CPU, environment.postgres()::cpuMicros);
    return List.of(
        new Contender(
            "server", new LoadTrial(load, 1, cost, WarmUp.of(server), stock::restore, Probe.NONE)),
        new Contender(TAKES, BareTakes.timed(environment.postgres(), stock)));
  }

  private static List<Contender> one(BenchmarkEnvironment environment) throws IOException {
    PreKeySnapshot stock = PreKeySnapshot.empty(environment.postgres());
    Load load = load(environment, 1, KEYS_OF_ONE);
    stock.save();
    ChildProcess server = environment.server();
    Cost cost =
        Cost.of(server).andClients().and(Metric.POSTGRES_CPU, environment.postgres()::cpuMicros);
    return List.of(
        new Contender(
            "server", SlicedTrial.of(load, FETCHERS, cost, WarmUp.of(server), stock::restore)),
        new Contender(TAKES, BareTakes.sliced(environment.postgres(), stock)));
  }

  /**
   * The first version does not tell how many PreKeys an answer has. The devices have no one-time
   * keys: no answer waits for a commit.
   */
  private static List<Contender> answers(BenchmarkEnvironment environment) throws IOException {
    ChildProcess server = environment.server();
    PreKeyUserFactory factory = new PreKeyUserFactory(environment.loops());
    UserId user = factory.withLargeKeys(DEVICES, KEY_BYTES, 0, server.uri()).user();
    return List.of(
        answers("server", ProtocolVersion.V2, server, factory, user),
        answers(FIRST_VERSION, ProtocolVersion.V1, server, factory, user));
  }

  private static Contender answers(
      String name,
      ProtocolVersion version,
      ChildProcess server,
      PreKeyUserFactory factory,
      UserId user) {
    Meter meter = new Meter();
    Load load = new Load(factory.clients(1, version, server.uri(), user, DEVICES, meter), meter);
    return new Contender(name, new SequentialTrial(load, WarmUp.of(server)));
  }

  private static Load load(BenchmarkEnvironment environment, int users, int keys)
      throws IOException {
    PreKeyUserFactory factory = new PreKeyUserFactory(environment.loops());
    List<UserId> owners = factory.owners(users, keys, environment.server().uri());
    Meter meter = new Meter();
    return new Load(factory.fetchers(FETCHERS, environment.server().uri(), owners, meter), meter);
  }
}
