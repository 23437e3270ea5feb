package org.messagingserver.mailbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.messagingserver.postgres.Database;

/**
 * Moves the time that a deployment has seen forward by at most twice what goes by, however many
 * nodes do so: a step counts from when this node knew the one before, and only the first node to
 * take it succeeds, so that no moment counts twice. Says where the database's clock is in doubt.
 */
public final class ClockWatch {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.mailbox");
  private static final long INTERVAL_MILLIS = 600_000;

  /** The time seen, and when at the latest by the monotonic clock. */
  private record KnownTime(SeenTime time, long nanos) {}

  private final Vertx vertx;
  private final TrustedTime trusted;
  private final LongSupplier nanoTime;
  private final LongSupplier millis;
  private volatile double gap = Double.NaN;
  private volatile boolean checking;
  private volatile KnownTime knownTime;
  private volatile String lastWarning = "";
  private volatile long timer;

  /**
   * Checks when {@link #check} is called.
   *
   * @param millis the clock of this node
   */
  ClockWatch(
      Vertx vertx,
      Database database,
      MeterRegistry registry,
      LongSupplier nanoTime,
      LongSupplier millis) {
    this.vertx = vertx;
    this.trusted = new TrustedTime(database);
    this.nanoTime = nanoTime;
    this.millis = millis;
    Gauge.builder("messaging.clock.gap", () -> gap)
        .description("How far the clock of Postgres is ahead of the time that was seen")
        .baseUnit("seconds")
        .register(registry);
  }

  /** Checks at once, and then at intervals. */
  public static ClockWatch start(Vertx vertx, Database database, MeterRegistry registry) {
    ClockWatch watch =
        new ClockWatch(vertx, database, registry, System::nanoTime, System::currentTimeMillis);
    watch.timer = vertx.setPeriodic(1, INTERVAL_MILLIS, due -> watch.checkUnlessRunning());
    return watch;
  }

  private void checkUnlessRunning() {
    if (!checking) {
      checking = true;
      check().onComplete(checked -> checking = false);
    }
  }

  /** A failed check is repeated at the next time. */
  Future<Void> check() {
    long queriedAt = nanoTime.getAsLong();
    return trusted
        .read()
        .compose(
            found -> {
              report(found);
              return isOfStepKnown(found) ? step(found, queriedAt) : remember(found);
            })
        .onFailure(
            unavailable -> {
              gap = Double.NaN;
              knownTime = null;
            });
  }

  private boolean isOfStepKnown(SeenTime found) {
    return knownTime != null && knownTime.time.step() == found.step();
  }

  private Future<Void> remember(SeenTime found) {
    knownTime = new KnownTime(found, nanoTime.getAsLong());
    return found.agreesWith(node()) ? Future.succeededFuture() : trusted.disagree();
  }

  private Future<Void> step(SeenTime found, long queriedAt) {
    SeenTime next =
        found.after(Duration.ofNanos(queriedAt - knownTime.nanos), knownTime.time, node());
    knownTime = null;
    return trusted
        .replace(found, next)
        .onSuccess(first -> knownTime = first ? new KnownTime(next, nanoTime.getAsLong()) : null)
        .mapEmpty();
  }

  private Instant node() {
    return Instant.ofEpochMilli(millis.getAsLong());
  }

  private void report(SeenTime found) {
    gap = found.gap().toMillis() / (double) TimeUnit.SECONDS.toMillis(1);
    String now = doubt(found);
    if (!now.equals(lastWarning)) {
      lastWarning = now;
      LOG.log(
          now.isEmpty() ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
          now.isEmpty() ? "the clock of Postgres is trusted again" : now);
    }
  }

  private String doubt(SeenTime found) {
    if (found.isBehind()) {
      return "the clock of Postgres is "
          + days(found)
          + " behind what was seen before: nothing expires until it is set right";
    }
    if (!found.isAhead()) {
      return "";
    }
    return "the clock of Postgres is "
        + days(found)
        + " ahead of what was seen before, and that of this node "
        + (found.agreesWith(node()) ? "agrees" : "does not agree")
        + ": what waits expires later. If it is right, the servers were off for so long:"
        + " they believe it after 7 days, or by the command trust-clock";
  }

  private static String days(SeenTime found) {
    long days = found.gap().abs().toDays();
    return days == 1 ? "a day" : days + " days";
  }

  /** Stops checking. */
  public void stop() {
    vertx.cancelTimer(timer);
  }
}
