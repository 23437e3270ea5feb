package org.messagingserver.tools.bench;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Meter;
import org.messagingserver.tools.bench.load.OfflineUser;
import org.messagingserver.tools.bench.load.UserFactory;

/** The row of a recipient who logs in with many waiting messages. */
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

  private static List<Contender> open(BenchmarkEnvironment environment) throws IOException {
    ChildProcess server = environment.server();
    URI uri = server.uri();
    SharedPostgres postgres = environment.postgres();
    postgres.run("TRUNCATE mailbox");
    OfflineUser user = OfflineUser.registered(environment.loops(), uri);
    fill(environment, uri, user);
    MailboxSnapshot stock = MailboxSnapshot.save(postgres);
    Cost cost = Cost.of(server).andClients().andPostgres(postgres);
    Cost bareCost = Cost.ofThisProcess().andPostgres(postgres);
    BareDrain bare = new BareDrain(postgres);
    return List.of(
        new Contender(
            "server", new DrainTrial(stock, () -> user.drain(WAITING), cost, WarmUp.of(server))),
        new Contender(
            STATEMENTS, new DrainTrial(stock, bare::run, bareCost, WarmUp.ofThisProcess())));
  }

  private static void fill(BenchmarkEnvironment environment, URI server, OfflineUser user) {
    Meter meter = new Meter();
    UserFactory factory = new UserFactory(environment.loops());
    Load load =
        new Load(
            factory.offlineSenders(SENDERS, List.of(server), List.of(user.message()), meter),
            meter);
    load.send(WINDOW, FROM_EACH);
    load.close();
  }
}
