package org.messagingserver.app.bench;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.messagingserver.app.bench.load.Letter;
import org.messagingserver.app.bench.load.Load;
import org.messagingserver.app.bench.load.Meter;
import org.messagingserver.app.bench.load.People;

/** The rows of messages to recipients who are away. */
final class Stored {
  private static final int SENDERS = 100;
  private static final int ABSENT = 1000;
  private static final int WINDOW = 32;
  private static final int NODES = 3;
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final String INSERTS = "bare inserts";

  static final List<Row> ROWS =
      List.of(
          new Row(
              "store",
              "offline store, one node",
              stage -> open(stage, stage.server()),
              List.of(
                  Target.atLeast(0.7, Metric.RATE, INSERTS), Target.atMost(50, Metric.HALF_P99))),
          new Row(
              "store-cluster",
              "offline store, three nodes",
              stage -> open(stage, stage.nodes().first(NODES)),
              List.of()));

  private Stored() {}

  private static List<Side> open(Stage stage, Child... servers) {
    Store store = stage.store();
    People people = new People(stage.loops());
    List<URI> uris = Stream.of(servers).map(Child::uri).toList();
    List<Letter> letters = people.lettersToAbsent(ABSENT, uris.get(0));
    Meter meter = new Meter();
    Load load = new Load(people.writers(SENDERS, uris, letters, meter), meter);
    load.saturate(1, SHORT);
    int rowBytes = store.number("SELECT octet_length(sealed_message) FROM mailbox LIMIT 1");
    Cost cost = Cost.of(servers).andClients().and(Metric.POSTGRES_CPU, store::cpuMicros);
    Runnable cleaner = () -> store.run("TRUNCATE mailbox");
    return List.of(
        new Side(
            "server", new LoadTrial(load, WINDOW, cost, WarmUp.of(servers), cleaner, stage.disk())),
        new Side(INSERTS, BareInserts.open(store, ABSENT, rowBytes)));
  }
}
