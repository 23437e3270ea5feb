package org.messagingserver.tools.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.messagingserver.tools.bench.baseline.Baseline;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Meter;
import org.messagingserver.tools.bench.load.UserFactory;

/** Rows of messages between connected sockets. */
final class LiveDeliveryRows {
  static final int PAIRS = 100;
  static final int WINDOW = 32;

  /**
   * Long enough to compile everything: interpreted code would dominate a cost of a few
   * microseconds.
   */
  static final Duration LONG = Duration.ofSeconds(25);

  /** After a row that has warmed up most of the code. */
  private static final Duration SHORTER = Duration.ofSeconds(12);

  private static final String RELAY = "relay";
  static final String COALESCING_RELAY = "coalescing relay";
  private static final String TWO_RELAYS = "coalescing relay, two processes";
  private static final String SAME_NODE = "server, same node";

  static final List<Row> ROWS =
      List.of(
          new Row(
              "relay-1",
              "handed over, same node, window 1",
              environment -> sameNode(environment, 1, LONG),
              List.of(
                  Target.atMost(1.6, Metric.SERVER_CPU, RELAY),
                  Target.atMost(5, Metric.HALF_P99),
                  Target.atMost(20, Metric.HALF_P999))),
          new Row(
              "relay-32",
              "handed over, same node, window 32",
              environment -> sameNode(environment, WINDOW, LONG),
              List.of(
                  Target.atMost(2.5, Metric.SERVER_CPU, COALESCING_RELAY),
                  Target.atMost(5, Metric.HALF_P99),
                  Target.atMost(20, Metric.HALF_P999))),
          new Row(
              "cross-1",
              "handed over across two nodes, window 1",
              environment -> twoNodes(environment, 1),
              List.of(Target.atMost(4, Metric.SERVER_CPU, SAME_NODE))),
          new Row(
              "cross-32",
              "handed over across two nodes, window 32",
              environment -> twoNodes(environment, WINDOW),
              List.of(Target.atMost(2, Metric.SERVER_CPU, SAME_NODE))));

  private LiveDeliveryRows() {}

  private static List<Contender> sameNode(
      BenchmarkEnvironment environment, int window, Duration warmUp) throws IOException {
    ChildProcess relay = environment.baseline(Baseline.RELAY);
    ChildProcess coalescing = environment.baseline(Baseline.COALESCING_RELAY);
    return List.of(
        new Contender("server", served(environment, window, warmUp, environment.server())),
        new Contender(RELAY, relayed(environment, window, warmUp, relay)),
        new Contender(COALESCING_RELAY, relayed(environment, window, warmUp, coalescing)));
  }

  private static List<Contender> twoNodes(BenchmarkEnvironment environment, int window)
      throws IOException {
    return List.of(
        new Contender("server", served(environment, window, SHORTER, environment.nodes().first(2))),
        new Contender(TWO_RELAYS, relayed(environment, window, SHORTER, twoRelays(environment))),
        new Contender(SAME_NODE, served(environment, window, SHORTER, environment.server())));
  }

  private static ChildProcess[] twoRelays(BenchmarkEnvironment environment) throws IOException {
    String port = Integer.toString(environment.port());
    ChildProcess first = environment.baseline(Baseline.FIRST_HALF, port);
    return new ChildProcess[] {first, environment.baseline(Baseline.SECOND_HALF, port)};
  }

  /** Senders connect to the first server, recipients to the last. */
  static Trial served(
      BenchmarkEnvironment environment, int window, Duration warmUp, ChildProcess... servers) {
    Meter meter = new Meter();
    UserFactory factory = new UserFactory(environment.loops());
    Load load = new Load(factory.pairs(PAIRS, first(servers), last(servers), meter), meter);
    Cost cost = Cost.of(servers).and(Metric.POSTGRES_CPU, environment.postgres()::cpuMicros);
    return new LoadTrial(load, window, cost, WarmUp.of(warmUp, servers));
  }

  static Trial relayed(
      BenchmarkEnvironment environment, int window, Duration warmUp, ChildProcess... relays) {
    Meter meter = new Meter();
    UserFactory factory = new UserFactory(environment.loops());
    Load load = new Load(factory.relayed(PAIRS, first(relays), last(relays), meter), meter);
    return new LoadTrial(load, window, Cost.of(relays), WarmUp.of(warmUp, relays));
  }

  private static URI first(ChildProcess... children) {
    return children[0].uri();
  }

  private static URI last(ChildProcess... children) {
    return children[children.length - 1].uri();
  }
}
