package org.messagingserver.app.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.messagingserver.app.bench.floor.Floor;
import org.messagingserver.app.bench.load.Letter;
import org.messagingserver.app.bench.load.Load;
import org.messagingserver.app.bench.load.Meter;

/** All rows of the table. */
final class Rows {
  private static final int PAIRS = 100;
  private static final int SENDERS = 100;
  private static final int ABSENT = 1000;
  private static final int WINDOW = 32;

  private static final Duration SHORT = Duration.ofMillis(100);

  /** What costs a few microseconds shows every one that the interpreter adds. */
  private static final Duration LONG = Duration.ofSeconds(25);

  private static final String RELAY = "relay";
  private static final String COALESCING_RELAY = "coalescing relay";
  private static final String INSERTS = "bare inserts";

  static final List<Row> ALL =
      List.of(
          new Row(
              "relay-1",
              "handed over, same node, window 1",
              stage -> handedOver(stage, 1),
              List.of(
                  Target.atMost(1.6, Metric.SERVER_CPU, RELAY),
                  Target.atMost(5, Metric.HALF_P99),
                  Target.atMost(20, Metric.HALF_P999))),
          new Row(
              "relay-32",
              "handed over, same node, window 32",
              stage -> handedOver(stage, WINDOW),
              List.of(
                  Target.atMost(2.5, Metric.SERVER_CPU, COALESCING_RELAY),
                  Target.atMost(5, Metric.HALF_P99),
                  Target.atMost(20, Metric.HALF_P999))),
          new Row(
              "store",
              "offline store, one node",
              Rows::stored,
              List.of(
                  Target.atLeast(0.7, Metric.RATE, INSERTS), Target.atMost(50, Metric.HALF_P99))));

  private Rows() {}

  private static List<Side> handedOver(Stage stage, int window) throws IOException {
    Child server = stage.server();
    Meter meter = new Meter();
    Load load = new Load(stage.people().pairs(PAIRS, server.uri(), server.uri(), meter), meter);
    Cost cost = Cost.of(server).and(Metric.POSTGRES_CPU, stage.store()::cpuMicros);
    return List.of(
        new Side("server", new LoadTrial(load, window, cost, WarmUp.of(LONG, server))),
        new Side(RELAY, relayed(stage, stage.floor(Floor.RELAY), window)),
        new Side(COALESCING_RELAY, relayed(stage, stage.floor(Floor.COALESCING_RELAY), window)));
  }

  private static Trial relayed(Stage stage, Child relay, int window) {
    Meter meter = new Meter();
    Load load = new Load(stage.people().relayed(PAIRS, relay.uri(), relay.uri(), meter), meter);
    return new LoadTrial(load, window, Cost.of(relay), WarmUp.of(LONG, relay));
  }

  private static List<Side> stored(Stage stage) throws IOException {
    Child server = stage.server();
    Store store = stage.store();
    List<Letter> letters = stage.people().lettersToAbsent(ABSENT, server.uri());
    Meter meter = new Meter();
    Load load = new Load(stage.people().writers(SENDERS, server.uri(), letters, meter), meter);
    load.saturate(1, SHORT);
    int rowBytes =
        store
            .run("SELECT octet_length(sealed_message) FROM mailbox LIMIT 1")
            .iterator()
            .next()
            .getInteger(0);
    Cost cost = Cost.of(server).and(Metric.POSTGRES_CPU, store::cpuMicros);
    Runnable cleaner = () -> store.run("TRUNCATE mailbox");
    return List.of(
        new Side("server", new LoadTrial(load, WINDOW, cost, WarmUp.of(server), cleaner)),
        new Side(INSERTS, BareInserts.open(store, ABSENT, rowBytes)));
  }
}
