package org.messagingserver.tools.bench;

import java.util.List;
import java.util.function.ToLongFunction;
import org.messagingserver.encryption.Encryption;

/**
 * Rows of a device to which many messages were delivered, or of which many keys were taken, while
 * an old snapshot keeps all of these rows. Both contenders run beside the snapshot.
 */
final class OldSnapshotRows {
  private static final int DONE = 50_000;
  private static final int SPARE_KEYS = 40_000;
  private static final double MOST = 1.5;
  private static final String FRESH = "a fresh device";

  static final List<Row> ROWS =
      List.of(
          row("live", "one message stored and delivered", BusyDevice::deliver),
          row("login", "a login's look at its mailbox", BusyDevice::logIn),
          row("append", "an append that counts the mailbox", BusyDevice::append),
          new Row(
              "old-snapshot-take",
              "beside an old snapshot: a take of a key after 50,000",
              OldSnapshotRows::takes,
              List.of(Target.atMost(MOST, Metric.FIXED_P50, FRESH))));

  private OldSnapshotRows() {}

  private static Row row(String name, String title, ToLongFunction<BusyDevice> operation) {
    return new Row(
        "old-snapshot-" + name,
        "beside an old snapshot: " + title + " after 50,000 messages",
        environment -> mailboxes(environment, operation),
        List.of(Target.atMost(MOST, Metric.FIXED_P50, FRESH)));
  }

  private static List<Contender> mailboxes(
      BenchmarkEnvironment environment, ToLongFunction<BusyDevice> operation) {
    HeldSnapshot held = HeldSnapshot.take(environment.vertx(), environment.postgres());
    BusyDevice busy = device(environment, 0);
    busy.deliver(DONE);
    return contenders(held, busy, device(environment, 0), operation);
  }

  private static List<Contender> takes(BenchmarkEnvironment environment) {
    HeldSnapshot held = HeldSnapshot.take(environment.vertx(), environment.postgres());
    BusyDevice busy = device(environment, DONE + SPARE_KEYS);
    for (int key = 0; key < DONE; key++) {
      busy.take();
    }
    return contenders(held, busy, device(environment, SPARE_KEYS), BusyDevice::take);
  }

  private static BusyDevice device(BenchmarkEnvironment environment, int oneTimeKeys) {
    return new BusyDevice(
        environment.vertx(),
        environment.postgres().database(),
        Encryption.open(environment.configurations().encryption()),
        oneTimeKeys);
  }

  private static List<Contender> contenders(
      HeldSnapshot held, BusyDevice busy, BusyDevice fresh, ToLongFunction<BusyDevice> operation) {
    return List.of(
        new Contender("server", new LatencyTrial(() -> operation.applyAsLong(busy), held::close)),
        new Contender(FRESH, new LatencyTrial(() -> operation.applyAsLong(fresh), () -> {})));
  }
}
