package org.messagingserver.tools.bench;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Meter;
import org.messagingserver.tools.bench.load.OfflineUser;
import org.messagingserver.tools.bench.load.People;

/** The row of a recipient who logs in and has many waiting messages. */
final class DrainRows {
  private static final int SENDERS = 20;
  private static final int FROM_EACH = 500;
  private static final int WINDOW = 32;
  private static final int WAITING = SENDERS * FROM_EACH;
  private static final String STATEMENTS = "bare SELECT and DELETE";

  static final List<Row> ROWS =
      List.of(
          new Row(
              "drain",
              "draining 10,000 waiting messages",
              DrainRows::open,
              List.of(Target.atLeast(0.5, Metric.RATE, STATEMENTS))));

  private DrainRows() {}

  private static List<Contender> open(BenchmarkEnvironment benchmarkEnvironment)
      throws IOException {
    Child server = benchmarkEnvironment.server();
    URI uri = server.uri();
    Store store = benchmarkEnvironment.store();
    store.run("TRUNCATE mailbox");
    OfflineUser offlineUser = OfflineUser.registered(benchmarkEnvironment.loops(), uri);
    fill(benchmarkEnvironment, uri, offlineUser);
    WaitingStock stock = WaitingStock.keep(store);
    Cost cost = Cost.of(server).andClients().and(Metric.POSTGRES_CPU, store::cpuMicros);
    Cost bareCost = Cost.ofOurselves().and(Metric.POSTGRES_CPU, store::cpuMicros);
    BareDrain bare = new BareDrain(store);
    return List.of(
        new Contender(
            "server",
            new DrainTrial(stock, () -> offlineUser.visit(WAITING), cost, WarmUp.of(server))),
        new Contender(
            STATEMENTS, new DrainTrial(stock, bare::run, bareCost, WarmUp.ofOurselves())));
  }

  private static void fill(
      BenchmarkEnvironment benchmarkEnvironment, URI server, OfflineUser offlineUser) {
    Meter meter = new Meter();
    People people = new People(benchmarkEnvironment.loops());
    Load load =
        new Load(
            people.writers(SENDERS, List.of(server), List.of(offlineUser.letter()), meter), meter);
    load.send(WINDOW, FROM_EACH);
    load.close();
  }
}
