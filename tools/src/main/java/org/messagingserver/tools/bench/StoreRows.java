package org.messagingserver.tools.bench;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Meter;
import org.messagingserver.tools.bench.load.PreparedMessage;
import org.messagingserver.tools.bench.load.UserFactory;

/** Rows of messages to offline recipients. */
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
              environment -> open(environment, environment.server()),
              List.of(
                  Target.atLeast(0.7, Metric.RATE, INSERTS), Target.atMost(50, Metric.HALF_P99))),
          new Row(
              "store-cluster",
              "offline store, three nodes",
              environment -> open(environment, environment.nodes().first(NODES)),
              List.of()));

  private StoreRows() {}

  private static List<Contender> open(BenchmarkEnvironment environment, ChildProcess... servers) {
    SharedPostgres postgres = environment.postgres();
    UserFactory factory = new UserFactory(environment.loops());
    List<URI> uris = Stream.of(servers).map(ChildProcess::uri).toList();
    List<PreparedMessage> messages = factory.messagesToOffline(ABSENT, uris.get(0));
    Meter meter = new Meter();
    Load load = new Load(factory.offlineSenders(SENDERS, uris, messages, meter), meter);
    load.saturate(1, SHORT);
    int rowBytes = postgres.number("SELECT octet_length(sealed_message) FROM mailbox LIMIT 1");
    Cost cost = Cost.of(servers).andClients().andPostgres(postgres);
    Runnable cleaner = () -> postgres.run("TRUNCATE mailbox");
    return List.of(
        new Contender(
            "server",
            new LoadTrial(load, WINDOW, cost, WarmUp.of(servers), cleaner, environment.disk())),
        new Contender(INSERTS, BareInserts.open(postgres, ABSENT, rowBytes)));
  }
}
