package org.messagingserver.tools.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.messagingserver.protocol.Address;
import org.messagingserver.tools.adversary.AttackKind;
import org.messagingserver.tools.adversary.Attackers;
import org.messagingserver.tools.bench.load.KeyPeople;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Meter;
import org.messagingserver.tools.bench.load.People;

/** The row of those who behave, while others do not. */
final class HostileRows {
  private static final int HOSTILE = 10 * AttackKind.values().length;

  /** Thirty messages a second for each pair, well within the limits; they have one source too. */
  private static final int PAIRS = 32;

  private static final double RATE = 30.0 * PAIRS;

  /** As a key that withstands quantum computers, so that answers are large. */
  private static final int LARGE_KEY_BYTES = 2 * 1024;

  private static final int KEYS = 100;
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final String WITHOUT = "without them";

  /** They use the same CPU time there. */
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

  private static List<Contender> open(BenchmarkEnvironment benchmarkEnvironment)
      throws IOException {
    Child server = benchmarkEnvironment.guardedServer();
    Child other =
        benchmarkEnvironment.fresh(
            List.of(), List.of("-conf", benchmarkEnvironment.configurations().guarded()));
    Meter meter = new Meter();
    People people = new People(benchmarkEnvironment.loops());
    Load load = new Load(people.pairs(PAIRS, server.uri(), server.uri(), meter), meter);
    Address victim =
        new KeyPeople(benchmarkEnvironment.loops())
            .withLargeKey(LARGE_KEY_BYTES, KEYS, server.uri());
    Cost cost = Cost.of(server).and(Metric.POSTGRES_CPU, benchmarkEnvironment.store()::cpuMicros);
    BesetTrial.Talk talk =
        new BesetTrial.Talk(
            load, RATE, cost, () -> benchmarkEnvironment.store().run("TRUNCATE mailbox"));
    WarmUp warmUp = WarmUp.of(WARM_UP, server, other);
    Supplier<Attackers> here = () -> Attackers.start(server.uri(), victim, HOSTILE);
    Supplier<Attackers> there = () -> Attackers.start(other.uri(), victim, HOSTILE);
    return List.of(
        new Contender("server", BesetTrial.beside(here, talk, warmUp)),
        new Contender(WITHOUT, BesetTrial.undisturbed(talk, warmUp)),
        new Contender(ELSEWHERE, BesetTrial.beside(there, talk, warmUp)));
  }
}
