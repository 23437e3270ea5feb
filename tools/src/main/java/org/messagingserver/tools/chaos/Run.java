package org.messagingserver.tools.chaos;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.messagingserver.tools.localcluster.FaultDisk;
import org.messagingserver.tools.localcluster.LocalCluster;

/** One run on a cluster that is ready: traffic, faults, recovery, last messages, verdict. */
final class Run {
  private static final Duration DRAIN_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration START_TIMEOUT = Duration.ofMinutes(1);
  private static final Duration FETCH_TIMEOUT = Duration.ofMinutes(5);
  private static final long POLL_MILLIS = 200;

  /** Longer than a dead node keeps a claim. */
  private static final Duration PUSH_TIMEOUT = Duration.ofSeconds(75);

  /** Long enough for more to wait than two windows of unacked messages. */
  private static final long AWAY_MILLIS = 10_000;

  /** From now on nothing remembers that a recipient did not answer. */
  private static final long SETTLE_MILLIS = 6_000;

  /** Within this time of its Ack a message has come. */
  private static final long ARRIVAL_MILLIS = 5_000;

  private final Options options;
  private final Screen screen;
  private final LocalCluster cluster;
  private final long begin = System.nanoTime();
  private final DeliveryChecker checker = new DeliveryChecker(this::millis);
  private final HistoryRecorder history;
  private final FaultLog faultLog;
  private final UsageCounts usage = new UsageCounts();
  private final MemoryWatch memory = new MemoryWatch();
  private final ClientProxies proxies;
  private final Traffic traffic;
  private final WakeupTraffic wakeups;
  private final AttachmentTraffic attachments;
  private final FaultInjector injector;

  /**
   * Prepares everything except the traffic.
   *
   * @param files a directory for files of clients
   */
  Run(
      Vertx vertx,
      LocalCluster cluster,
      Optional<FaultDisk> disk,
      ClusterSizes sizes,
      PushReceiver receiver,
      Path files,
      Options options,
      Screen screen)
      throws InterruptedException {
    this.options = options;
    this.screen = screen;
    this.cluster = cluster;
    this.history = HistoryRecorder.open(options.history());
    this.faultLog = new FaultLog(this::millis, screen, history);
    this.proxies = await(ClientProxies.open(vertx, cluster.uris()), START_TIMEOUT);
    this.traffic =
        new Traffic(
            vertx, proxies, checker, history, this::millis, options.seed(), options.rate(), usage);
    this.wakeups = new WakeupTraffic(vertx, proxies, receiver, history, options.seed(), usage);
    this.attachments =
        new AttachmentTraffic(
            vertx, proxies, cluster.uris(), files, history, options.seed(), usage);
    this.injector =
        new FaultInjector(cluster, disk, proxies, memory, faultLog, sizes, traffic::rush);
  }

  private int millis() {
    return (int) ((System.nanoTime() - begin) / 1_000_000);
  }

  /** Runs, prints the report, and returns whether all checks passed. */
  boolean passes() throws InterruptedException {
    Thread progress = new Thread(this::showProgress, "chaos-progress");
    progress.setDaemon(true);
    progress.start();
    await(traffic.start(), START_TIMEOUT);
    await(wakeups.start(), START_TIMEOUT);
    await(attachments.start(), START_TIMEOUT);
    memory.measureBefore(cluster.nodes());
    injectFaults();
    injector.healAll();
    event("healed");
    traffic.sendAway();
    wakeups.beginLastNight();
    Thread.sleep(AWAY_MILLIS);
    traffic.stopSending();
    wakeups.stopSending();
    attachments.stop();
    event("calm");
    Thread.sleep(SETTLE_MILLIS);
    event("settled");
    Thread.sleep(traffic.sendLast().toMillis());
    await(attachments.fetchAll(), FETCH_TIMEOUT);
    awaitPushes();
    wakeups.end();
    drain();
    Thread.sleep(ARRIVAL_MILLIS);
    event("end");
    await(traffic.close(), START_TIMEOUT);
    await(wakeups.close(), START_TIMEOUT);
    await(attachments.close(), START_TIMEOUT);
    await(proxies.close(), START_TIMEOUT);
    history.close();
    progress.interrupt();
    return report(memory.measureAfter(cluster.nodes()));
  }

  private void event(String what) {
    history.event("chaos", what, new JsonObject());
  }

  private void injectFaults() throws InterruptedException {
    Set<Fault> kinds = Fault.of(options.nodes(), options.groups());
    kinds.retainAll(options.faults());
    if (kinds.isEmpty()) {
      throw new ChaosException("none of the faults asked for is possible here");
    }
    Schedule schedule = new Schedule(options.seed(), options.nodes(), kinds);
    long end = millis() + options.length().toMillis();
    for (PlannedFault next = schedule.next();
        millis() + next.pauseMillis() < end;
        next = schedule.next()) {
      Thread.sleep(next.pauseMillis());
      injector.inject(next);
    }
    Thread.sleep(Math.max(0, end - millis()));
  }

  private void drain() throws InterruptedException {
    screen.line(FaultLog.time(millis()) + " all faults removed; waiting for messages in flight");
    long end = System.nanoTime() + DRAIN_TIMEOUT.toNanos();
    while (checker.progress().open() + checker.progress().missing() + wakeups.waiting() > 0
        && System.nanoTime() < end) {
      Thread.sleep(POLL_MILLIS);
    }
    screen.line(FaultLog.time(millis()) + " drained");
  }

  /** The history has to be long enough to show that a push did not come. */
  private void awaitPushes() throws InterruptedException {
    long end = System.nanoTime() + PUSH_TIMEOUT.toNanos();
    while (!wakeups.isLastNightOver() && System.nanoTime() < end) {
      Thread.sleep(POLL_MILLIS);
    }
  }

  private void showProgress() {
    try {
      while (true) {
        Thread.sleep(screen.progressInterval().toMillis());
        Progress now = checker.progress();
        screen.progress(
            String.format(
                Locale.ROOT,
                "%s  acked %d  received %d  in flight %d  missing %d  last fault: %s",
                FaultLog.time(millis()),
                now.acked(),
                now.received(),
                now.open(),
                now.missing(),
                faultLog.last()));
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean report(List<MemoryWatch.Growth> growths) {
    Verdict verdict = checker.verdict();
    screen.line(Report.of(verdict, usage.all(), faultLog.counts(), growths, traffic::pair));
    boolean back = growths.stream().allMatch(MemoryWatch.Growth::isReleased);
    return verdict.isPassed() && back && faultLog.problems() == 0;
  }

  static <T> T await(Future<T> future, Duration limit) throws InterruptedException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new ChaosException("the clients could not be started or stopped: " + e.getMessage());
    }
  }
}
