package org.messagingserver.tools.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.UserId;
import org.messagingserver.tools.adversary.Attack;
import org.messagingserver.tools.adversary.Attackers;
import org.messagingserver.tools.bench.load.KeyPeople;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Meter;
import org.messagingserver.tools.bench.load.People;

/**
 * The rows of six who behave, while one source attacks their server, which has little memory and
 * all defaults. The attack is aimed at the attacker's own account.
 */
final class UnderAttackRows {
  private static final int HONEST = 6;
  private static final int DEVICES = 10;
  private static final int LARGE_KEY_BYTES = 8000;
  private static final int KEYS = 100;
  private static final int MOST_ROUNDS = 3;
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final String WITHOUT = "without it";
  private static final List<String> LITTLE_MEMORY =
      List.of("-Xmx512m", "-XX:+ExitOnOutOfMemoryError");

  static final List<Row> ROWS = Stream.of(Attack.values()).map(UnderAttackRows::row).toList();

  private UnderAttackRows() {}

  private static Row row(Attack attack) {
    String name = attack.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return new Row(
        "attack-" + name.replace(' ', '-'),
        "six who behave beside an attack: " + name,
        benchmarkEnvironment -> open(benchmarkEnvironment, attack),
        List.of(Target.atLeast(0.5, Metric.RATE, WITHOUT)),
        MOST_ROUNDS);
  }

  private static List<Contender> open(BenchmarkEnvironment benchmarkEnvironment, Attack attack)
      throws IOException {
    Child attacked = server(benchmarkEnvironment);
    Child other = server(benchmarkEnvironment);
    Address target =
        new KeyPeople(benchmarkEnvironment.loops())
            .withLargeKeys(DEVICES, LARGE_KEY_BYTES, KEYS, attacked.uri());
    WarmUp warmUp = WarmUp.of(WARM_UP, attacked, other);
    Supplier<Attackers> mob = () -> Attackers.start(attacked.uri(), target, attack);
    Runnable cleaner = () -> benchmarkEnvironment.store().run("TRUNCATE mailbox");
    return List.of(
        new Contender(
            "server",
            AttackTrial.beside(
                mob, () -> honest(benchmarkEnvironment, attack, attacked.uri()), warmUp, cleaner)),
        new Contender(
            WITHOUT,
            AttackTrial.undisturbed(
                () -> honest(benchmarkEnvironment, attack, other.uri()), warmUp, cleaner)));
  }

  private static Child server(BenchmarkEnvironment benchmarkEnvironment) throws IOException {
    return benchmarkEnvironment.fresh(
        LITTLE_MEMORY, List.of("-conf", benchmarkEnvironment.configurations().defaults()));
  }

  /** Others who fetch keys beside those who do, pairs who talk beside all others. */
  private static Load honest(BenchmarkEnvironment benchmarkEnvironment, Attack attack, URI server) {
    Meter meter = new Meter();
    if (attack == Attack.KEY_REQUESTS) {
      KeyPeople people = new KeyPeople(benchmarkEnvironment.loops());
      List<UserId> owners = people.owners(HONEST, KEYS, server);
      return new Load(people.fetchers(HONEST, server, owners, meter), meter);
    }
    return new Load(
        new People(benchmarkEnvironment.loops()).pairs(HONEST, server, server, meter), meter);
  }
}
