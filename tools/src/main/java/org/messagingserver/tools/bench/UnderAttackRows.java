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
import org.messagingserver.tools.adversary.AttackTargets;
import org.messagingserver.tools.adversary.Attackers;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Meter;
import org.messagingserver.tools.bench.load.PreKeyUserFactory;
import org.messagingserver.tools.bench.load.UserFactory;

/**
 * Rows of six well-behaved clients while one source attacks their server, which has little memory
 * and default settings. The attacker attacks its own account.
 */
final class UnderAttackRows {
  private static final int HONEST = 6;
  private static final int DEVICES = 10;
  private static final int LARGE_KEY_BYTES = 8000;
  private static final int KEYS = 100;
  private static final int MAX_ROUNDS = 3;
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
        environment -> open(environment, attack),
        List.of(Target.atLeast(0.5, Metric.RATE, WITHOUT)),
        MAX_ROUNDS);
  }

  private static List<Contender> open(BenchmarkEnvironment environment, Attack attack)
      throws IOException {
    ChildProcess attacked = server(environment);
    ChildProcess other = server(environment);
    Address target =
        new PreKeyUserFactory(environment.loops())
            .withLargeKeys(DEVICES, LARGE_KEY_BYTES, KEYS, attacked.uri());
    WarmUp warmUp = WarmUp.of(WARM_UP, attacked, other);
    Supplier<Attackers> attacks =
        () -> Attackers.start(AttackTargets.of(attacked.uri(), target), attack);
    Runnable cleaner = () -> environment.postgres().run("TRUNCATE mailbox");
    return List.of(
        new Contender(
            "server",
            AttackTrial.beside(
                attacks, () -> honest(environment, attack, attacked.uri()), warmUp, cleaner)),
        new Contender(
            WITHOUT,
            AttackTrial.undisturbed(
                () -> honest(environment, attack, other.uri()), warmUp, cleaner)));
  }

  private static ChildProcess server(BenchmarkEnvironment environment) throws IOException {
    return environment.start(
        LITTLE_MEMORY, List.of("-conf", environment.configurations().defaults()));
  }

  /**
   * Clients that fetch keys beside attackers that do the same, and pairs that send messages beside
   * all other attacks.
   */
  private static Load honest(BenchmarkEnvironment environment, Attack attack, URI server) {
    Meter meter = new Meter();
    if (attack == Attack.KEY_REQUESTS) {
      PreKeyUserFactory factory = new PreKeyUserFactory(environment.loops());
      List<UserId> owners = factory.owners(HONEST, KEYS, server);
      return new Load(factory.fetchers(HONEST, server, owners, meter), meter);
    }
    return new Load(
        new UserFactory(environment.loops()).pairs(HONEST, server, server, meter), meter);
  }
}
