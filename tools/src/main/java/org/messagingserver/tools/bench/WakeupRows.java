package org.messagingserver.tools.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Meter;
import org.messagingserver.tools.bench.load.PreparedMessage;
import org.messagingserver.tools.bench.load.UserFactory;

/** Rows for what a mark to wake a device adds to storing a message. No mark becomes due. */
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
              List.of()));

  private WakeupRows() {}

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
