package org.messagingserver.socket;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Finds out within seconds whether a client that acks nothing is still there: begins beside a ping,
 * and looks ten seconds later whether anything has come.
 *
 * <p>A client on a slow link receives the ping behind the bytes before it, and has time for those
 * too. Silence while the server does not read, or while it stands still, is not held against the
 * client.
 */
final class SilenceProbe {
  /** How long a client may take to respond. */
  static final Duration ANSWER = Duration.ofSeconds(10);

  /** The slowest link that has time for the bytes before the ping. */
  private static final int BYTES_PER_SECOND = 4096;

  /** A timer that is later than this may run before what has come meanwhile is read. */
  private static final Duration STANDSTILL = Duration.ofSeconds(1);

  /** The outcome of a probe. */
  enum Outcome {
    /** Something has come from the client. */
    RESPONDED,
    /** Nothing has come. */
    SILENT,
    /** The server did not read all the time. */
    UNKNOWN
  }

  private final Vertx vertx;
  private final LongSupplier reads;
  private final long readsBefore;
  private final long dueNanos;
  private final long timer;
  private boolean hasBeenSuspended;

  /**
   * Begins.
   *
   * @param answer how long a client may take to respond that has received everything
   * @param bytesBefore sent to the client, which it may still be receiving
   * @param reads how often something has come from the client
   * @param onOutcome called once, unless it is stopped before
   */
  SilenceProbe(
      Vertx vertx,
      Duration answer,
      long bytesBefore,
      LongSupplier reads,
      Consumer<Outcome> onOutcome) {
    this.vertx = vertx;
    this.reads = reads;
    this.readsBefore = reads.getAsLong();
    long millis = answer.toMillis() + TimeUnit.SECONDS.toMillis(bytesBefore) / BYTES_PER_SECOND;
    this.dueNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    this.timer = vertx.setTimer(millis, due -> onOutcome.accept(outcome()));
  }

  private Outcome outcome() {
    if (reads.getAsLong() != readsBefore) {
      return Outcome.RESPONDED;
    }
    boolean isLate = System.nanoTime() - dueNanos > STANDSTILL.toNanos();
    return hasBeenSuspended || isLate ? Outcome.UNKNOWN : Outcome.SILENT;
  }

  /** The server does not read, or has not read until now. */
  void suspended() {
    hasBeenSuspended = true;
  }

  void stop() {
    vertx.cancelTimer(timer);
  }
}
