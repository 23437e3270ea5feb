package org.messagingserver.app.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.messagingserver.app.bench.load.KeyPeople;
import org.messagingserver.app.bench.load.Load;
import org.messagingserver.app.bench.load.Meter;
import org.messagingserver.app.bench.load.People;
import org.messagingserver.app.hostile.Kind;
import org.messagingserver.app.hostile.Mob;
import org.messagingserver.identity.Address;

/** The row of those who behave, while others do not. */
final class Beset {
  private static final int HOSTILE = 10 * Kind.values().length;

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
              Beset::open,
              List.of(
                  Target.atMost(1.25, Metric.FIXED_P99, WITHOUT),
                  Target.atMost(1.25, Metric.FIXED_P99, ELSEWHERE))));

  private Beset() {}

  private static List<Side> open(Stage stage) throws IOException {
    Child server = stage.guardedServer();
    Child other = stage.fresh(List.of(), List.of("-conf", stage.configurations().guarded()));
    Meter meter = new Meter();
    People people = new People(stage.loops());
    Load load = new Load(people.pairs(PAIRS, server.uri(), server.uri(), meter), meter);
    Address victim = new KeyPeople(stage.loops()).withLargeKey(LARGE_KEY_BYTES, KEYS, server.uri());
    Cost cost = Cost.of(server).and(Metric.POSTGRES_CPU, stage.store()::cpuMicros);
    BesetTrial.Talk talk =
        new BesetTrial.Talk(load, RATE, cost, () -> stage.store().run("TRUNCATE mailbox"));
    WarmUp warmUp = WarmUp.of(WARM_UP, server, other);
    Supplier<Mob> here = () -> Mob.gather(server.uri(), victim, HOSTILE);
    Supplier<Mob> there = () -> Mob.gather(other.uri(), victim, HOSTILE);
    return List.of(
        new Side("server", BesetTrial.beside(here, talk, warmUp)),
        new Side(WITHOUT, BesetTrial.undisturbed(talk, warmUp)),
        new Side(ELSEWHERE, BesetTrial.beside(there, talk, warmUp)));
  }
}
