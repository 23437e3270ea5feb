package org.messagingserver.tools.chaos;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.messagingserver.tools.localcluster.LocalCluster;
import org.messagingserver.tools.localcluster.Namespaces;

/** One run over a cluster that is ready: traffic, faults, calm, judgement. */
final class Run {
  private static final Duration DRAIN = Duration.ofMinutes(2);
  private static final Duration START = Duration.ofMinutes(1);
  private static final long LOOK_MILLIS = 200;

  private final Options options;
  private final Screen screen;
  private final LocalCluster cluster;
  private final long begin = System.nanoTime();
  private final DeliveryChecker deliveryChecker = new DeliveryChecker(this::millis);
  private final FaultLog faultLog;
  private final MemoryWatch memory = new MemoryWatch();
  private final ClientProxies clientProxies;
  private final Traffic traffic;
  private final FaultInjector faultInjector;

  /** Everything but the traffic is there then. */
  Run(Vertx vertx, LocalCluster cluster, Options options, Screen screen)
      throws InterruptedException {
    this.options = options;
    this.screen = screen;
    this.cluster = cluster;
    this.faultLog = new FaultLog(this::millis, screen);
    this.clientProxies = await(ClientProxies.open(vertx, cluster.uris()), START);
    this.traffic =
        new Traffic(
            vertx, clientProxies, deliveryChecker, this::millis, options.seed(), options.rate());
    this.faultInjector = new FaultInjector(cluster, clientProxies, memory, faultLog);
  }

  private int millis() {
    return (int) ((System.nanoTime() - begin) / 1_000_000);
  }

  /** Runs, prints the report, and returns whether all is as it should be. */
  boolean passes() throws InterruptedException {
    Thread progress = new Thread(this::showProgress, "chaos-progress");
    progress.setDaemon(true);
    progress.start();
    await(traffic.start(), START);
    memory.begin(cluster.nodes());
    injectFaults();
    faultInjector.healAll();
    traffic.calm();
    drain();
    await(traffic.close(), START);
    await(clientProxies.close(), START);
    progress.interrupt();
    return report(memory.end(cluster.nodes()));
  }

  private void injectFaults() throws InterruptedException {
    boolean cuttable = cluster.network() instanceof Namespaces;
    Schedule schedule =
        new Schedule(options.seed(), options.nodes(), Fault.of(options.nodes(), cuttable));
    long end = millis() + options.length().toMillis();
    for (PlannedFault next = schedule.next();
        millis() + next.pauseMillis() < end;
        next = schedule.next()) {
      Thread.sleep(next.pauseMillis());
      faultInjector.inject(next);
    }
    Thread.sleep(Math.max(0, end - millis()));
  }

  private void drain() throws InterruptedException {
    screen.line(FaultLog.time(millis()) + " all is healed; waiting for what is on its way");
    long end = System.nanoTime() + DRAIN.toNanos();
    while (deliveryChecker.standing().open() + deliveryChecker.standing().missing() > 0
        && System.nanoTime() < end) {
      Thread.sleep(LOOK_MILLIS);
    }
    screen.line(FaultLog.time(millis()) + " drained");
  }

  private void showProgress() {
    try {
      while (true) {
        Thread.sleep(screen.pause().toMillis());
        Progress now = deliveryChecker.standing();
        screen.progress(
            String.format(
                Locale.ROOT,
                "%s  acked %d  received %d  in flight %d  to come %d  last fault: %s",
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
    Verdict verdict = deliveryChecker.judgement();
    screen.line(Report.of(verdict, faultLog.counts(), growths, traffic::lane));
    boolean back = growths.stream().allMatch(MemoryWatch.Growth::isBack);
    return verdict.isKept() && back && faultLog.problems() == 0;
  }

  private static <T> T await(Future<T> future, Duration limit) throws InterruptedException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new ChaosException("the clients cannot be set up or ended: " + e.getMessage());
    }
  }
}
