package org.messagingserver.app.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.messagingserver.app.bench.floor.Floor;
import org.messagingserver.app.bench.load.Load;
import org.messagingserver.app.bench.load.Meter;
import org.messagingserver.app.bench.load.People;

/** The rows of messages that go from one live socket to another. */
final class HandedOver {
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
              stage -> sameNode(stage, 1, LONG),
              List.of(
                  Target.atMost(1.6, Metric.SERVER_CPU, RELAY),
                  Target.atMost(5, Metric.HALF_P99),
                  Target.atMost(20, Metric.HALF_P999))),
          new Row(
              "relay-32",
              "handed over, same node, window 32",
              stage -> sameNode(stage, WINDOW, LONG),
              List.of(
                  Target.atMost(2.5, Metric.SERVER_CPU, COALESCING_RELAY),
                  Target.atMost(5, Metric.HALF_P99),
                  Target.atMost(20, Metric.HALF_P999))),
          new Row(
              "cross-1",
              "handed over across two nodes, window 1",
              stage -> twoNodes(stage, 1),
              List.of(Target.atMost(4, Metric.SERVER_CPU, SAME_NODE))),
          new Row(
              "cross-32",
              "handed over across two nodes, window 32",
              stage -> twoNodes(stage, WINDOW),
              List.of(Target.atMost(2, Metric.SERVER_CPU, SAME_NODE))));

  private HandedOver() {}

  private static List<Side> sameNode(Stage stage, int window, Duration warmUp) throws IOException {
    Child relay = stage.floor(Floor.RELAY);
    Child coalescing = stage.floor(Floor.COALESCING_RELAY);
    return List.of(
        new Side("server", served(stage, window, warmUp, stage.server())),
        new Side(RELAY, relayed(stage, window, warmUp, relay)),
        new Side(COALESCING_RELAY, relayed(stage, window, warmUp, coalescing)));
  }

  private static List<Side> twoNodes(Stage stage, int window) throws IOException {
    return List.of(
        new Side("server", served(stage, window, SHORTER, stage.nodes().first(2))),
        new Side(TWO_RELAYS, relayed(stage, window, SHORTER, twoRelays(stage))),
        new Side(SAME_NODE, served(stage, window, SHORTER, stage.server())));
  }

  private static Child[] twoRelays(Stage stage) throws IOException {
    String port = Integer.toString(stage.port());
    Child first = stage.floor(Floor.FIRST_HALF, port);
    return new Child[] {first, stage.floor(Floor.SECOND_HALF, port)};
  }

  /** Senders are with the first of the servers, recipients with the last. */
  static Trial served(Stage stage, int window, Duration warmUp, Child... servers) {
    Meter meter = new Meter();
    People people = new People(stage.loops());
    Load load = new Load(people.pairs(PAIRS, first(servers), last(servers), meter), meter);
    Cost cost = Cost.of(servers).and(Metric.POSTGRES_CPU, stage.store()::cpuMicros);
    return new LoadTrial(load, window, cost, WarmUp.of(warmUp, servers));
  }

  static Trial relayed(Stage stage, int window, Duration warmUp, Child... relays) {
    Meter meter = new Meter();
    People people = new People(stage.loops());
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
