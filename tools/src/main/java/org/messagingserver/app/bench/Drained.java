package org.messagingserver.app.bench;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.messagingserver.app.bench.load.Hermit;
import org.messagingserver.app.bench.load.Load;
import org.messagingserver.app.bench.load.Meter;
import org.messagingserver.app.bench.load.People;

/** The row of a recipient who logs in and has many waiting messages. */
final class Drained {
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
              Drained::open,
              List.of(Target.atLeast(0.5, Metric.RATE, STATEMENTS))));

  private Drained() {}

  private static List<Side> open(Stage stage) throws IOException {
    Child server = stage.server();
    URI uri = server.uri();
    Store store = stage.store();
    store.run("TRUNCATE mailbox");
    Hermit hermit = Hermit.registered(stage.loops(), uri);
    fill(stage, uri, hermit);
    WaitingStock stock = WaitingStock.keep(store);
    Cost cost = Cost.of(server).andClients().and(Metric.POSTGRES_CPU, store::cpuMicros);
    Cost bareCost = Cost.ofOurselves().and(Metric.POSTGRES_CPU, store::cpuMicros);
    BareDrain bare = new BareDrain(store);
    return List.of(
        new Side(
            "server", new DrainTrial(stock, () -> hermit.visit(WAITING), cost, WarmUp.of(server))),
        new Side(STATEMENTS, new DrainTrial(stock, bare::run, bareCost, WarmUp.ofOurselves())));
  }

  private static void fill(Stage stage, URI server, Hermit hermit) {
    Meter meter = new Meter();
    People people = new People(stage.loops());
    Load load =
        new Load(people.writers(SENDERS, List.of(server), List.of(hermit.letter()), meter), meter);
    load.send(WINDOW, FROM_EACH);
    load.close();
  }
}
