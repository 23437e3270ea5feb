package org.messagingserver.tools.bench;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.messagingserver.tools.bench.load.Letter;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Meter;
import org.messagingserver.tools.bench.load.People;

/** The rows of messages to recipients who are away. */
final class StoreRows {
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
              benchmarkEnvironment -> open(benchmarkEnvironment, benchmarkEnvironment.server()),
              List.of(
                  Target.atLeast(0.7, Metric.RATE, INSERTS), Target.atMost(50, Metric.HALF_P99))),
          new Row(
              "store-cluster",
              "offline store, three nodes",
              benchmarkEnvironment ->
                  open(benchmarkEnvironment, benchmarkEnvironment.nodes().first(NODES)),
              List.of()));

  private StoreRows() {}

  private static List<Contender> open(BenchmarkEnvironment benchmarkEnvironment, Child... servers) {
    Store store = benchmarkEnvironment.store();
    People people = new People(benchmarkEnvironment.loops());
    List<URI> uris = Stream.of(servers).map(Child::uri).toList();
    List<Letter> letters = people.lettersToAbsent(ABSENT, uris.get(0));
    Meter meter = new Meter();
    Load load = new Load(people.writers(SENDERS, uris, letters, meter), meter);
    load.saturate(1, SHORT);
    int rowBytes = store.number("SELECT octet_length(sealed_message) FROM mailbox LIMIT 1");
    Cost cost = Cost.of(servers).andClients().and(Metric.POSTGRES_CPU, store::cpuMicros);
    Runnable cleaner = () -> store.run("TRUNCATE mailbox");
    return List.of(
        new Contender(
            "server",
            new LoadTrial(
                load, WINDOW, cost, WarmUp.of(servers), cleaner, benchmarkEnvironment.disk())),
        new Contender(INSERTS, BareInserts.open(store, ABSENT, rowBytes)));
  }
}
