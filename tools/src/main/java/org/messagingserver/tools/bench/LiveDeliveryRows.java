package org.messagingserver.tools.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.messagingserver.tools.bench.baseline.Baseline;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Meter;
import org.messagingserver.tools.bench.load.People;

/** The rows of messages that go from one live socket to another. */
final class LiveDeliveryRows {
  static final int PAIRS = 100;
  static final int WINDOW = 32;

  /** A cost of a few microseconds shows every one that the interpreter adds. */
  static final Duration LONG = Duration.ofSeconds(25);

  /** Where the row before has warmed some of it. */
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
              benchmarkEnvironment -> sameNode(benchmarkEnvironment, 1, LONG),
              List.of(
                  Target.atMost(1.6, Metric.SERVER_CPU, RELAY),
                  Target.atMost(5, Metric.HALF_P99),
                  Target.atMost(20, Metric.HALF_P999))),
          new Row(
              "relay-32",
              "handed over, same node, window 32",
              benchmarkEnvironment -> sameNode(benchmarkEnvironment, WINDOW, LONG),
              List.of(
                  Target.atMost(2.5, Metric.SERVER_CPU, COALESCING_RELAY),
                  Target.atMost(5, Metric.HALF_P99),
                  Target.atMost(20, Metric.HALF_P999))),
          new Row(
              "cross-1",
              "handed over across two nodes, window 1",
              benchmarkEnvironment -> twoNodes(benchmarkEnvironment, 1),
              List.of(Target.atMost(4, Metric.SERVER_CPU, SAME_NODE))),
          new Row(
              "cross-32",
              "handed over across two nodes, window 32",
              benchmarkEnvironment -> twoNodes(benchmarkEnvironment, WINDOW),
              List.of(Target.atMost(2, Metric.SERVER_CPU, SAME_NODE))));

  private LiveDeliveryRows() {}

  private static List<Contender> sameNode(
      BenchmarkEnvironment benchmarkEnvironment, int window, Duration warmUp) throws IOException {
    Child relay = benchmarkEnvironment.floor(Baseline.RELAY);
    Child coalescing = benchmarkEnvironment.floor(Baseline.COALESCING_RELAY);
    return List.of(
        new Contender(
            "server", served(benchmarkEnvironment, window, warmUp, benchmarkEnvironment.server())),
        new Contender(RELAY, relayed(benchmarkEnvironment, window, warmUp, relay)),
        new Contender(COALESCING_RELAY, relayed(benchmarkEnvironment, window, warmUp, coalescing)));
  }

  private static List<Contender> twoNodes(BenchmarkEnvironment benchmarkEnvironment, int window)
      throws IOException {
    return List.of(
        new Contender(
            "server",
            served(benchmarkEnvironment, window, SHORTER, benchmarkEnvironment.nodes().first(2))),
        new Contender(
            TWO_RELAYS,
            relayed(benchmarkEnvironment, window, SHORTER, twoRelays(benchmarkEnvironment))),
        new Contender(
            SAME_NODE,
            served(benchmarkEnvironment, window, SHORTER, benchmarkEnvironment.server())));
  }

  private static Child[] twoRelays(BenchmarkEnvironment benchmarkEnvironment) throws IOException {
    String port = Integer.toString(benchmarkEnvironment.port());
    Child first = benchmarkEnvironment.floor(Baseline.FIRST_HALF, port);
    return new Child[] {first, benchmarkEnvironment.floor(Baseline.SECOND_HALF, port)};
  }

  /** Senders are with the first of the servers, recipients with the last. */
  static Trial served(
      BenchmarkEnvironment benchmarkEnvironment, int window, Duration warmUp, Child... servers) {
    Meter meter = new Meter();
    People people = new People(benchmarkEnvironment.loops());
    Load load = new Load(people.pairs(PAIRS, first(servers), last(servers), meter), meter);
    Cost cost = Cost.of(servers).and(Metric.POSTGRES_CPU, benchmarkEnvironment.store()::cpuMicros);
    return new LoadTrial(load, window, cost, WarmUp.of(warmUp, servers));
  }

  static Trial relayed(
      BenchmarkEnvironment benchmarkEnvironment, int window, Duration warmUp, Child... relays) {
    Meter meter = new Meter();
    People people = new People(benchmarkEnvironment.loops());
    Load load = new Load(people.relayed(PAIRS, first(relays), last(relays), meter), meter);
    return new LoadTrial(load, window, Cost.of(relays), WarmUp.of(warmUp, relays));
  }

  private static URI first(Child... children) {
    return children[0].uri();
  }

  private static URI last(Child... children) {
    return children[children.length - 1].uri();
  }
}
