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
  private static final long MAX_PAUSE = 1000;

  private final Vertx vertx;
  private final Database database;
  private final PostgresSettings settings;
  private final long startedAt = System.nanoTime();
  private StoreException last =
      new StoreException(StoreException.Kind.UNAVAILABLE, "", FailureReason.SILENT);
  private int lines;

  StartupCheck(Vertx vertx, Database database, PostgresSettings settings) {
    this.vertx = vertx;
    this.database = database;
    this.settings = settings;
  }

  /** Fails with {@link PostgresStartException}. */
  Future<Void> await() {
    return retryUntilReady(() -> ServerInfo.query(database)).compose(this::check);
  }

  /**
   * Checks whether the whole pool can be had, so that half of it is not found to be missing under
   * load. Fails with {@link PostgresStartException}.
   */
  Future<Void> awaitPool() {
    return retryUntilReady(() -> database.requireConnections(settings.poolSize()));
  }

  private <T> Future<T> retryUntilReady(Supplier<Future<T>> what) {
    return attempt(what, FIRST_PAUSE);
  }

  private <T> Future<T> attempt(Supplier<Future<T>> what, long pause) {
    return what.get()
        .timeout(Math.max(1, remaining().toMillis()), TimeUnit.MILLISECONDS)
        .recover(
            failure -> {
              recordFailure(failure);
              return retry(what, SqlStateClassifier.of(failure), pause);
            });
  }

  /** Our timeout explains nothing. */
  private void recordFailure(Throwable failure) {
    if (!(failure instanceof TimeoutException)) {
      last = SqlStateClassifier.of(failure);
    }
  }

  private <T> Future<T> retry(Supplier<Future<T>> what, StoreException failure, long pause) {
    if (failure.failureReason().isFinal() || failure.kind() == StoreException.Kind.FAILED) {
      return Future.failedFuture(refused(failure));
    }
    if (remaining().isNegative() || remaining().isZero()) {
      return Future.failedFuture(timedOut());
    }
    logProgress();
    long jittered = ThreadLocalRandom.current().nextLong(pause / 2, pause + 1);
    return vertx
        .timer(Math.min(jittered, Math.max(1, remaining().toMillis())))
        .compose(fired -> attempt(what, Math.min(MAX_PAUSE, 2 * pause)));
  }

  private Future<Void> check(ServerInfo serverInfo) {
    if (serverInfo.isUntested()) {
      LOG.log(Level.WARNING, "Postgres {0} is newer than any that was tried", serverInfo.major());
    }
    Optional<String> objection =
        isPooled() || serverInfo.sessionSettingsApplied()
            ? serverInfo.objection()
            : FailureReason.POOLER.text();
    return objection
        .<Future<Void>>map(text -> Future.failedFuture(failure(text)))
        .orElseGet(() -> isPooled() ? transaction() : Future.succeededFuture());
  }

  /**
   * A pooler may take single statements alone: it closes a connection that begins a transaction,
   * each time.
   */
  private Future<Void> transaction() {
    return retryUntilReady(
        () ->
            oneTransaction()
                .recover(first -> oneTransaction())
                .recover(StartupCheck::translateClosed));
  }

  private Future<Void> oneTransaction() {
    return database.transaction(all -> all.query("SELECT 1", Tuple.tuple())).mapEmpty();
  }

  private static Future<Void> translateClosed(Throwable failure) {
    return Future.failedFuture(
        FailureReason.of(failure) == FailureReason.CLOSED
            ? new StoreException(
                StoreException.Kind.FAILED, "08P01", FailureReason.STATEMENT_POOLING)
            : failure);
  }

  private boolean isPooled() {
    return settings.uri().map(ConnectionUri::of).map(ConnectionUri::isPooled).orElse(false);
  }

  /** Without words or a code it was the client that gave up: it had no password to log in with. */
  private PostgresStartException refused(StoreException failure) {
    Optional<String> text = failure.failureReason().text();
    if (text.isEmpty() && failure.sqlState().isEmpty()) {
      text = FailureReason.LOGIN.text();
    }
    return failure(
        text.orElse("the database does not answer as expected (" + failure.reason() + ")"));
  }

  private PostgresStartException timedOut() {
    return failure(
        switch (last.failureReason()) {
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

  private Duration remaining() {
    return settings.startupTimeout().minus(elapsed());
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startedAt);
  }

  private PostgresStartException failure(String what) {
    return new PostgresStartException(settings.key(), what);
  }
}
