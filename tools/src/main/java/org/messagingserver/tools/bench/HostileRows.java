package org.messagingserver.tools.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.messagingserver.protocol.Address;
import org.messagingserver.tools.adversary.AttackKind;
import org.messagingserver.tools.adversary.AttackTargets;
import org.messagingserver.tools.adversary.Attackers;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Meter;
import org.messagingserver.tools.bench.load.PreKeyUserFactory;
import org.messagingserver.tools.bench.load.UserFactory;

/** The row of well-behaved clients during attacks of hostile clients. */
final class HostileRows {
  private static final int HOSTILE = 10 * AttackKind.values().length;

  /** Thirty messages per second and pair, well within the limits; all pairs share one source. */
  private static final int PAIRS = 32;

  private static final double RATE = 30.0 * PAIRS;

  /** The size of a post-quantum key, which makes answers large. */
  private static final int LARGE_KEY_BYTES = 2 * 1024;

  private static final int KEYS = 100;
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final String WITHOUT = "without them";

  /** Hostile clients use the same CPU time there. */
  private static final String ELSEWHERE = "they at another server";

  static final List<Row> ROWS =
      List.of(
          new Row(
              "hostile",
              "handed over beside hostile clients, ten of each kind",
              HostileRows::open,
              List.of(
                  Target.atMost(1.25, Metric.FIXED_P99, WITHOUT),
                  Target.atMost(1.25, Metric.FIXED_P99, ELSEWHERE))));

  private HostileRows() {}

  private static List<Contender> open(BenchmarkEnvironment environment) throws IOException {
    ChildProcess server = environment.defaultLimitsServer();
    ChildProcess other =
        environment.start(
            List.of(), List.of("-conf", environment.configurations().defaultLimits()));
    Meter meter = new Meter();
    UserFactory factory = new UserFactory(environment.loops());
    Load load = new Load(factory.pairs(PAIRS, server.uri(), server.uri(), meter), meter);
    Address victim =
        new PreKeyUserFactory(environment.loops())
            .withLargeKey(LARGE_KEY_BYTES, KEYS, server.uri());
    Cost cost = Cost.of(server).and(Metric.POSTGRES_CPU, environment.postgres()::cpuMicros);
    HostileClientsTrial.Workload workload =
        new HostileClientsTrial.Workload(
            load, RATE, cost, () -> environment.postgres().run("TRUNCATE mailbox"));
    WarmUp warmUp = WarmUp.of(WARM_UP, server, other);
    Supplier<Attackers> here =
        () -> Attackers.start(AttackTargets.of(server.uri(), victim), HOSTILE);
    Supplier<Attackers> there =
        () -> Attackers.start(AttackTargets.of(other.uri(), victim), HOSTILE);
    return List.of(
        new Contender("server", HostileClientsTrial.beside(here, workload, warmUp)),
        new Contender(WITHOUT, HostileClientsTrial.undisturbed(workload, warmUp)),
        new Contender(ELSEWHERE, HostileClientsTrial.beside(there, workload, warmUp)));
  }
}
