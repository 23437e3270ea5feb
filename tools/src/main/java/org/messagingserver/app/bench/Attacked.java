package org.messagingserver.app.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.messagingserver.app.bench.load.KeyPeople;
import org.messagingserver.app.bench.load.Load;
import org.messagingserver.app.bench.load.Meter;
import org.messagingserver.app.bench.load.People;
import org.messagingserver.app.hostile.Attack;
import org.messagingserver.app.hostile.Mob;
import org.messagingserver.identity.Address;
import org.messagingserver.identity.UserId;

/**
 * The rows of six who behave, while one source attacks their server, which has little memory and
 * all defaults. The attack is aimed at the attacker's own account.
 */
final class Attacked {
  private static final int HONEST = 6;
  private static final int DEVICES = 10;
  private static final int LARGE_KEY_BYTES = 8000;
  private static final int KEYS = 100;
  private static final int MOST_ROUNDS = 3;
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final String WITHOUT = "without it";
  private static final List<String> LITTLE_MEMORY =
      List.of("-Xmx512m", "-XX:+ExitOnOutOfMemoryError");

  static final List<Row> ROWS = Stream.of(Attack.values()).map(Attacked::row).toList();

  private Attacked() {}

  private static Row row(Attack attack) {
    String name = attack.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return new Row(
        "attack-" + name.replace(' ', '-'),
        "six who behave beside an attack: " + name,
        stage -> open(stage, attack),
        List.of(Target.atLeast(0.5, Metric.RATE, WITHOUT)),
        MOST_ROUNDS);
  }

  private static List<Side> open(Stage stage, Attack attack) throws IOException {
    Child attacked = server(stage);
    Child other = server(stage);
    Address target =
        new KeyPeople(stage.loops()).withLargeKeys(DEVICES, LARGE_KEY_BYTES, KEYS, attacked.uri());
    WarmUp warmUp = WarmUp.of(WARM_UP, attacked, other);
    Supplier<Mob> mob = () -> Mob.gather(attacked.uri(), target, attack);
    Runnable cleaner = () -> stage.store().run("TRUNCATE mailbox");
    return List.of(
        new Side(
            "server",
            AttackTrial.beside(mob, () -> honest(stage, attack, attacked.uri()), warmUp, cleaner)),
        new Side(
            WITHOUT,
            AttackTrial.undisturbed(() -> honest(stage, attack, other.uri()), warmUp, cleaner)));
  }

  private static Child server(Stage stage) throws IOException {
    return stage.fresh(LITTLE_MEMORY, List.of("-conf", stage.configurations().defaults()));
  }

  /** Others who fetch keys beside those who do, pairs who talk beside all others. */
  private static Load honest(Stage stage, Attack attack, URI server) {
    Meter meter = new Meter();
    if (attack == Attack.KEY_CROWD) {
      KeyPeople people = new KeyPeople(stage.loops());
      List<UserId> owners = people.owners(HONEST, KEYS, server);
      return new Load(people.fetchers(HONEST, server, owners, meter), meter);
    }
    return new Load(new People(stage.loops()).pairs(HONEST, server, server, meter), meter);
  }
}
