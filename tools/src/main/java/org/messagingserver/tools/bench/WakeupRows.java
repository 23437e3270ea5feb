package org.messagingserver.tools.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Meter;
import org.messagingserver.tools.bench.load.PreparedMessage;
import org.messagingserver.tools.bench.load.SilentPushServices;
import org.messagingserver.tools.bench.load.UserFactory;
import org.messagingserver.tools.bench.load.WakeableUsers;

/**
 * Rows for what a mark to wake a device adds to storing a message, where no mark becomes due; and
 * of messages beside push services that do not answer.
 */
final class WakeupRows {
  private static final int ABSENT = 1000;
  private static final int SENDERS = 100;
  private static final int WINDOW = 32;
  private static final String WITHOUT = "without wake-ups";

  /** Subscriptions that nobody opens before a mark is due. */
  private static final String SUBSCRIBE_ALL =
      "INSERT INTO wakeup (user_hash, device_id, sealed_subscription, vapid_key, min_seconds)"
          + " SELECT user_hash, device_id, '\\x00', 1, 10 FROM device";

  private static final String NOBODY = "SELECT 1";
  private static final Duration SHORT = Duration.ofMillis(100);

  static final List<Row> ROWS =
      List.of(
          new Row(
              "wakeups",
              "offline store with wake-ups, no device to wake",
              environment -> open(environment, NOBODY),
              List.of(Target.atMost(1.05, Metric.POSTGRES_CPU, WITHOUT))),
          new Row(
              "wakeups-set",
              "offline store with wake-ups, all devices to wake",
              environment -> open(environment, SUBSCRIBE_ALL),
              List.of()),
          new Row(
              "wakeups-hanging",
              "handed over while no push service answers",
              WakeupRows::openHanging,
              List.of(Target.atMost(1.1, Metric.FIXED_P99, WITHOUT))));

  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final int PUSH_SERVICES = 200;

  /** Each push waits for ten seconds, and few at a time, so that these last for minutes. */
  private static final int WAKEABLE = 600;

  private static final int PAIRS = 32;
  private static final double RATE = 960;

  private WakeupRows() {}

  /** The push services stay until the process ends. */
  private static List<Contender> openHanging(BenchmarkEnvironment environment) throws IOException {
    SilentPushServices pushServices = new SilentPushServices(environment.loops(), PUSH_SERVICES);
    ChildProcess waking =
        environment.start(
            List.of(),
            List.of("-conf", environment.configurations().wakeupsAtOnce(pushServices.port())));
    ChildProcess without = environment.defaultTimeoutsServer();
    WakeableUsers.create(environment.loops(), waking.uri(), WAKEABLE, pushServices);
    return List.of(
        offered("server", environment, waking, pushServices::requireWaiting),
        offered(WITHOUT, environment, without, () -> {}));
  }

  private static Contender offered(
      String name, BenchmarkEnvironment environment, ChildProcess process, Runnable end) {
    UserFactory factory = new UserFactory(environment.loops());
    Meter meter = new Meter();
    URI uri = process.uri();
    Load load = new Load(factory.pairs(PAIRS, uri, uri, meter), meter);
    return new Contender(name, new OfferedTrial(load, RATE, WarmUp.of(WARM_UP, process), end));
  }

  private static List<Contender> open(BenchmarkEnvironment environment, String subscribe)
      throws IOException {
    ChildProcess waking =
        environment.start(List.of(), List.of("-conf", environment.configurations().wakeups()));
    ChildProcess without = environment.server();
    Contender server = contender("server", environment, waking);
    Contender baseline = contender(WITHOUT, environment, without);
    environment.postgres().run("TRUNCATE wakeup");
    environment.postgres().run(subscribe);
    return List.of(server, baseline);
  }

  private static Contender contender(
      String name, BenchmarkEnvironment environment, ChildProcess process) {
    SharedPostgres postgres = environment.postgres();
    UserFactory factory = new UserFactory(environment.loops());
    URI uri = process.uri();
    List<PreparedMessage> messages = factory.messagesToOffline(ABSENT, uri);
    Meter meter = new Meter();
    Load load = new Load(factory.offlineSenders(SENDERS, List.of(uri), messages, meter), meter);
    load.saturate(1, SHORT);
    Cost cost = Cost.of(process).and(Metric.POSTGRES_CPU, postgres::cpuMicros);
    Runnable cleaner =
        () -> {
          postgres.run("TRUNCATE mailbox");
          postgres.run("UPDATE wakeup SET due_at = NULL");
        };
    return new Contender(
        name, new LoadTrial(load, WINDOW, cost, WarmUp.of(process), cleaner, Probe.NONE));
  }
}
