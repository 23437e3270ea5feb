package org.messagingserver.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits until the database answers, then refuses one that would not keep what we commit. */
final class FirstContact {
  private static final Logger LOG = System.getLogger("org.messagingserver.postgres");
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
  private static final long FIRST_PAUSE = 50;
  private static final long LONGEST_PAUSE = 1000;

  private final Vertx vertx;
  private final Database database;
  private final PostgresSettings settings;
  private final long begin = System.nanoTime();
  private String reason = "it is silent";
  private int lines;

  FirstContact(Vertx vertx, Database database, PostgresSettings settings) {
    this.vertx = vertx;
    this.database = database;
    this.settings = settings;
  }

  /** Fails with {@link PostgresStartException}. */
  Future<Void> made() {
    return attempt(FIRST_PAUSE).compose(this::check);
  }

  private Future<ServerFacts> attempt(long pause) {
    return ServerFacts.ask(database)
        .timeout(Math.max(1, left().toMillis()), TimeUnit.MILLISECONDS)
        .recover(
            failure -> {
              note(failure);
              return again(Failures.of(failure), pause);
            });
  }

  /** The end of our own patience is the reason of nothing. */
  private void note(Throwable failure) {
    if (!(failure instanceof TimeoutException)) {
      reason = Failures.of(failure).reason();
    }
  }

  private Future<ServerFacts> again(StoreException failure, long pause) {
    if (isHopeless(failure)) {
      return Future.failedFuture(refused(failure));
    }
    if (left().isNegative() || left().isZero()) {
      return Future.failedFuture(
          fault(
              String.format(
                  Locale.ROOT,
                  "no answer from the database within %d s (%s)",
                  settings.connect().toSeconds(),
                  reason)));
    }
    tellNowAndThen();
    long jittered = ThreadLocalRandom.current().nextLong(pause / 2, pause + 1);
    return vertx
        .timer(Math.min(jittered, Math.max(1, left().toMillis())))
        .compose(fired -> attempt(Math.min(LONGEST_PAUSE, 2 * pause)));
  }

  private Future<Void> check(ServerFacts facts) {
    if (facts.isUntried()) {
      LOG.log(Level.WARNING, "Postgres {0} is newer than any that was tried", facts.major());
    }
    return facts
        .objection()
        .<Future<Void>>map(objection -> Future.failedFuture(fault(objection)))
        .orElseGet(Future::succeededFuture);
  }

  private static boolean isHopeless(StoreException failure) {
    return failure.sqlState().startsWith("28")
        || failure.sqlState().equals("3D000")
        || failure.kind() == StoreException.Kind.FAILED;
  }

  /** Without a code it was the client that gave up: it had no password to log in with. */
  private PostgresStartException refused(StoreException failure) {
    String sqlState = failure.sqlState();
    if (sqlState.equals("3D000")) {
      return fault("there is no such database");
    }
    return fault(
        sqlState.isEmpty() || sqlState.startsWith("28")
            ? "the database refused the user or password"
            : "the database does not answer as expected (" + failure.reason() + ")");
  }

  private void tellNowAndThen() {
    if (elapsed().compareTo(BETWEEN_LINES.multipliedBy(lines + 1L)) >= 0) {
      lines++;
      LOG.log(Level.INFO, "waiting for Postgres since {0} s ({1})", elapsed().toSeconds(), reason);
    }
  }

  private Duration left() {
    return settings.connect().minus(elapsed());
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private PostgresStartException fault(String what) {
    return new PostgresStartException(settings.key(), what);
  }
}
