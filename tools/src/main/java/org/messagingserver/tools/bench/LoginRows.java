package org.messagingserver.tools.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.messagingserver.tools.bench.baseline.Baseline;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.LoginFactory;
import org.messagingserver.tools.bench.load.Meter;

/** Rows of logins of registered users. */
final class LoginRows {
  private static final int AT_ONCE = 32;
  private static final int NODES = 3;
  private static final Duration LONG = Duration.ofSeconds(15);
  private static final String CHECK = "handshake and one signature";

  static final List<Row> ROWS =
      List.of(
          new Row(
              "login",
              "login, one node",
              environment -> open(environment, environment.server()),
              List.of(Target.atMost(1.3, Metric.SERVER_CPU, CHECK))),
          new Row(
              "login-cluster",
              "login, at one of three nodes",
              environment -> open(environment, environment.nodes().first(NODES)),
              List.of()));

  private LoginRows() {}

  /** All users log in at the first node. */
  private static List<Contender> open(BenchmarkEnvironment environment, ChildProcess... nodes)
      throws IOException {
    ChildProcess server = nodes[0];
    Cost cost =
        Cost.of(server).andClients().and(Metric.POSTGRES_CPU, environment.postgres()::cpuMicros);
    if (nodes.length > 1) {
      cost = cost.and(Metric.OTHER_CPU, () -> eachOther(nodes));
    }
    ChildProcess baseline = environment.baseline(Baseline.LOGIN);
    LoginFactory factory = new LoginFactory(environment.loops());
    Meter meter = new Meter();
    Load load = new Load(factory.toServer(AT_ONCE, server.uri(), meter), meter);
    Meter baselineMeter = new Meter();
    Load baselineLoad =
        new Load(factory.toBaseline(AT_ONCE, baseline.uri(), baselineMeter), baselineMeter);
    return List.of(
        new Contender("server", new LoadTrial(load, 1, cost, WarmUp.of(LONG, nodes))),
        new Contender(
            CHECK,
            new LoadTrial(
                baselineLoad, 1, Cost.of(baseline).andClients(), WarmUp.of(LONG, baseline))));
  }

  private static long eachOther(ChildProcess... nodes) {
    return Stream.of(nodes).skip(1).mapToLong(ChildProcess::cpuMicros).sum() / (nodes.length - 1);
  }
}
