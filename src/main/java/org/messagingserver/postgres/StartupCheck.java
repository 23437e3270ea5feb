package org.messagingserver.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Waits until the database answers, then refuses one that would not keep what we commit. */
final class StartupCheck {
  private static final Logger LOG = System.getLogger("org.messagingserver.postgres");
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
  private static final long FIRST_PAUSE = 50;
  private static final long LONGEST_PAUSE = 1000;

  private final Vertx vertx;
  private final Database database;
  private final PostgresSettings settings;
  private final long begin = System.nanoTime();
  private StoreException last =
      new StoreException(StoreException.Kind.UNAVAILABLE, "", Trouble.SILENT);
  private int lines;

  StartupCheck(Vertx vertx, Database database, PostgresSettings settings) {
    this.vertx = vertx;
    this.database = database;
    this.settings = settings;
  }

  /** Fails with {@link PostgresStartException}. */
  Future<Void> await() {
    return untilItWorks(() -> ServerInfo.ask(database)).compose(this::check);
  }

  /**
   * Looks whether the whole pool can be had, so that half of it is not found to be missing under
   * load. Fails with {@link PostgresStartException}.
   */
  Future<Void> filled() {
    return untilItWorks(() -> database.fill(settings.poolSize()));
  }

  private <T> Future<T> untilItWorks(Supplier<Future<T>> what) {
    return attempt(what, FIRST_PAUSE);
  }

  private <T> Future<T> attempt(Supplier<Future<T>> what, long pause) {
    return what.get()
        .timeout(Math.max(1, left().toMillis()), TimeUnit.MILLISECONDS)
        .recover(
            failure -> {
              note(failure);
              return again(what, SqlStateClassifier.of(failure), pause);
            });
  }

  /** Our timeout explains nothing. */
  private void note(Throwable failure) {
    if (!(failure instanceof TimeoutException)) {
      last = SqlStateClassifier.of(failure);
    }
  }

  private <T> Future<T> again(Supplier<Future<T>> what, StoreException failure, long pause) {
    if (failure.trouble().isFinal() || failure.kind() == StoreException.Kind.FAILED) {
      return Future.failedFuture(refused(failure));
    }
    if (left().isNegative() || left().isZero()) {
      return Future.failedFuture(gaveUp());
    }
    logProgress();
    long jittered = ThreadLocalRandom.current().nextLong(pause / 2, pause + 1);
    return vertx
        .timer(Math.min(jittered, Math.max(1, left().toMillis())))
        .compose(fired -> attempt(what, Math.min(LONGEST_PAUSE, 2 * pause)));
  }

  private Future<Void> check(ServerInfo facts) {
    if (facts.isUntried()) {
      LOG.log(Level.WARNING, "Postgres {0} is newer than any that was tried", facts.major());
    }
    Optional<String> objection =
        isPooled() || facts.ours() ? facts.objection() : Trouble.POOLER.words();
    return objection
        .<Future<Void>>map(words -> Future.failedFuture(fault(words)))
        .orElseGet(() -> isPooled() ? transaction() : Future.succeededFuture());
  }

  /**
   * A pooler may take single statements alone: it closes a connection that begins a transaction,
   * each time.
   */
  private Future<Void> transaction() {
    return untilItWorks(
        () -> oneTransaction().recover(first -> oneTransaction()).recover(StartupCheck::cutOff));
  }

  private Future<Void> oneTransaction() {
    return database.transaction(all -> all.query("SELECT 1", Tuple.tuple())).mapEmpty();
  }

  private static Future<Void> cutOff(Throwable failure) {
    return Future.failedFuture(
        Trouble.of(failure) == Trouble.CLOSED
            ? new StoreException(StoreException.Kind.FAILED, "08P01", Trouble.STATEMENT_POOLING)
            : failure);
  }

  private boolean isPooled() {
    return settings.uri().map(ConnectionUri::of).map(ConnectionUri::isPooled).orElse(false);
  }

  /** Without words or a code it was the client that gave up: it had no password to log in with. */
  private PostgresStartException refused(StoreException failure) {
    Optional<String> words = failure.trouble().words();
    if (words.isEmpty() && failure.sqlState().isEmpty()) {
      words = Trouble.LOGIN.words();
    }
    return fault(
        words.orElse("the database does not answer as expected (" + failure.reason() + ")"));
  }

  private PostgresStartException gaveUp() {
    return fault(
        switch (last.trouble()) {
          case TOO_FEW_CONNECTIONS, POOLER_FULL ->
              String.format(
                  Locale.ROOT,
                  "%s for postgres.poolSize (%d); add some there, or have fewer here",
                  last.reason(),
                  settings.poolSize());
          case READ_ONLY -> "no host of the uri takes writes";
          default ->
              String.format(
                  Locale.ROOT,
                  "no answer from the database within %d s (%s)",
                  settings.startupTimeout().toSeconds(),
                  last.reason());
        });
  }

  private void logProgress() {
    if (elapsed().compareTo(BETWEEN_LINES.multipliedBy(lines + 1L)) >= 0) {
      lines++;
      LOG.log(
          Level.INFO,
          "waiting for Postgres since {0} s ({1})",
          elapsed().toSeconds(),
          last.reason());
    }
  }

  private Duration left() {
    return settings.startupTimeout().minus(elapsed());
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private PostgresStartException fault(String what) {
    return new PostgresStartException(settings.key(), what);
  }
}
