package org.messagingserver.app.torture;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.messagingserver.app.nodes.LocalCluster;
import org.messagingserver.app.nodes.Namespaces;

/** One run over a cluster that is ready: traffic, faults, calm, judgement. */
final class Run {
  private static final Duration DRAIN = Duration.ofMinutes(2);
  private static final Duration START = Duration.ofMinutes(1);
  private static final long LOOK_MILLIS = 200;

  private final Options options;
  private final Screen screen;
  private final LocalCluster cluster;
  private final long begin = System.nanoTime();
  private final Books books = new Books(this::millis);
  private final Diary diary;
  private final MemoryWatch memory = new MemoryWatch();
  private final Gates gates;
  private final Traffic traffic;
  private final Injector injector;

  /** Everything but the traffic is there then. */
  Run(Vertx vertx, LocalCluster cluster, Options options, Screen screen)
      throws InterruptedException {
    this.options = options;
    this.screen = screen;
    this.cluster = cluster;
    this.diary = new Diary(this::millis, screen);
    this.gates = await(Gates.open(vertx, cluster.uris()), START);
    this.traffic = new Traffic(vertx, gates, books, this::millis, options.seed(), options.rate());
    this.injector = new Injector(cluster, gates, memory, diary);
  }

  private int millis() {
    return (int) ((System.nanoTime() - begin) / 1_000_000);
  }

  /** Runs, prints the report, and returns whether all is as it should be. */
  boolean passes() throws InterruptedException {
    Thread progress = new Thread(this::showProgress, "torture-progress");
    progress.setDaemon(true);
    progress.start();
    await(traffic.start(), START);
    memory.begin(cluster.nodes());
    injectFaults();
    injector.healAll();
    traffic.calm();
    drain();
    await(traffic.close(), START);
    await(gates.close(), START);
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
      injector.inject(next);
    }
    Thread.sleep(Math.max(0, end - millis()));
  }

  private void drain() throws InterruptedException {
    screen.line(Diary.time(millis()) + " all is healed; waiting for what is on its way");
    long end = System.nanoTime() + DRAIN.toNanos();
    while (books.standing().open() + books.standing().missing() > 0 && System.nanoTime() < end) {
      Thread.sleep(LOOK_MILLIS);
    }
    screen.line(Diary.time(millis()) + " drained");
  }

  private void showProgress() {
    try {
      while (true) {
        Thread.sleep(screen.pause().toMillis());
        Standing now = books.standing();
        screen.progress(
            String.format(
                Locale.ROOT,
                "%s  acked %d  received %d  in flight %d  to come %d  last fault: %s",
                Diary.time(millis()),
                now.acked(),
                now.received(),
                now.open(),
                now.missing(),
                diary.last()));
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean report(List<MemoryWatch.Growth> growths) {
    Judgement judgement = books.judgement();
    screen.line(Report.of(judgement, diary.counts(), growths, traffic::lane));
    boolean back = growths.stream().allMatch(MemoryWatch.Growth::isBack);
    return judgement.isKept() && back && diary.problems() == 0;
  }

  private static <T> T await(Future<T> future, Duration limit) throws InterruptedException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new TortureException("the clients cannot be set up or ended: " + e.getMessage());
    }
  }
}
