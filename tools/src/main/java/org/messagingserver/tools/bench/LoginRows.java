package org.messagingserver.tools.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.messagingserver.tools.bench.baseline.Baseline;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Meter;
import org.messagingserver.tools.bench.load.Visitors;

/** The rows of registered users who log in. */
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
              benchmarkEnvironment -> open(benchmarkEnvironment, benchmarkEnvironment.server()),
              List.of(Target.atMost(1.3, Metric.SERVER_CPU, CHECK))),
          new Row(
              "login-cluster",
              "login, at one of three nodes",
              benchmarkEnvironment ->
                  open(benchmarkEnvironment, benchmarkEnvironment.nodes().first(NODES)),
              List.of()));

  private LoginRows() {}

  /** All log in at the first. */
  private static List<Contender> open(BenchmarkEnvironment benchmarkEnvironment, Child... nodes)
      throws IOException {
    Child server = nodes[0];
    Cost cost =
        Cost.of(server)
            .andClients()
            .and(Metric.POSTGRES_CPU, benchmarkEnvironment.store()::cpuMicros);
    if (nodes.length > 1) {
      cost = cost.and(Metric.OTHER_CPU, () -> eachOther(nodes));
    }
    Child floor = benchmarkEnvironment.floor(Baseline.LOGIN);
    Visitors visitors = new Visitors(benchmarkEnvironment.loops());
    Meter meter = new Meter();
    Load load = new Load(visitors.toServer(AT_ONCE, server.uri(), meter), meter);
    Meter floorMeter = new Meter();
    Load floorLoad = new Load(visitors.toFloor(AT_ONCE, floor.uri(), floorMeter), floorMeter);
    return List.of(
        new Contender("server", new LoadTrial(load, 1, cost, WarmUp.of(LONG, nodes))),
        new Contender(
            CHECK,
            new LoadTrial(floorLoad, 1, Cost.of(floor).andClients(), WarmUp.of(LONG, floor))));
  }

  private static long eachOther(Child... nodes) {
    return Stream.of(nodes).skip(1).mapToLong(Child::cpuMicros).sum() / (nodes.length - 1);
  }
}
