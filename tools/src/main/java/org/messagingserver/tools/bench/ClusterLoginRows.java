package org.messagingserver.tools.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.LoginFactory;
import org.messagingserver.tools.bench.load.Meter;

/** Rows of what a login costs clusters of several sizes. */
final class ClusterLoginRows {
  private static final int AT_ONCE = 32;

  /** Hazelcast has much code, and logins reach little of it at a time. */
  private static final Duration LONG = Duration.ofSeconds(40);

  private static final double OTHERS_MICROS = 250;
  private static final String ALONE = "one node by itself";

  static final List<Row> ROWS = IntStream.of(3, 5, 8).mapToObj(ClusterLoginRows::row).toList();

  private ClusterLoginRows() {}

  private static Row row(int nodes) {
    return new Row(
        "login-" + nodes + "-nodes",
        "login and its end, at one of " + nodes + " nodes",
        environment -> open(environment, nodes),
        List.of(
            Target.atMost(1.3, Metric.SERVER_CPU, ALONE),
            Target.atMost(OTHERS_MICROS, Metric.OTHERS_CPU)));
  }

  private static List<Contender> open(BenchmarkEnvironment environment, int count)
      throws IOException {
    ChildProcess[] nodes = environment.smallNodes().first(count);
    ChildProcess alone = environment.server();
    Cost cost =
        Cost.of(nodes[0])
            .and(Metric.POSTGRES_CPU, environment.postgres()::cpuMicros)
            .and(
                Metric.OTHERS_CPU,
                () -> Stream.of(nodes).skip(1).mapToLong(ChildProcess::cpuMicros).sum());
    Cost costAlone = Cost.of(alone).and(Metric.POSTGRES_CPU, environment.postgres()::cpuMicros);
    return List.of(
        new Contender(
            "server",
            new ClusterLoginTrial(load(environment, nodes[0].uri()), cost, WarmUp.of(LONG, nodes))),
        new Contender(
            ALONE,
            new ClusterLoginTrial(
                load(environment, alone.uri()), costAlone, WarmUp.of(LONG, alone))));
  }

  private static Load load(BenchmarkEnvironment environment, URI server) {
    Meter meter = new Meter();
    return new Load(new LoginFactory(environment.loops()).toServer(AT_ONCE, server, meter), meter);
  }
}
