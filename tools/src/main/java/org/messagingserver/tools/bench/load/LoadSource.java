package org.messagingserver.tools.bench.load;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * A source of messages that awaits their Acks, with a window of unacked ones or at a given rate.
 * Runs on one event loop; its public methods may be called from any thread.
 */
public abstract class LoadSource {
  private final Meter meter;
  private final Context context;
  private int window;
  private long left;
  private int unacked;
  private boolean lost;
  private Promise<Void> idle = Promise.promise();

  LoadSource(Meter meter, Context context) {
    this.meter = meter;
    this.context = context;
  }

  /** Keeps this number of messages unacked, until {@link #finish}. */
  final void fill(int size) {
    context.runOnContext(tick -> fill(size, Long.MAX_VALUE));
  }

  private void fill(int size, long count) {
    window = size;
    left = count;
    refill();
  }

  private void refill() {
    while (left > 0 && unacked < window) {
      left--;
      next(System.nanoTime());
    }
  }

  /** Sends {@code count} messages with this window; completes when all are acked. */
  final Future<Void> send(int size, long count) {
    Promise<Void> sent = Promise.promise();
    context.runOnContext(
        tick -> {
          idle = sent;
          fill(size, count);
          completeIfIdle();
        });
    return sent.future();
  }

  /** Sends {@code count} messages, whose latencies count from {@code begin}. */
  final void offer(int count, long begin) {
    context.runOnContext(
        tick -> {
          for (int sent = 0; sent < count; sent++) {
            next(begin);
          }
        });
  }

  /** Stops sending; completes when all messages are acked. */
  final Future<Void> finish() {
    Promise<Void> finished = Promise.promise();
    context.runOnContext(
        tick -> {
          left = 0;
          idle = finished;
          completeIfIdle();
        });
    return finished.future();
  }

  private void next(long begin) {
    unacked++;
    send(begin);
  }

  /** Call with each Ack. */
  final void acked() {
    unacked--;
    meter.acked();
    refill();
    completeIfIdle();
  }

  /** Call with an answer that is not an Ack. */
  final void refused(String how) {
    meter.refused(how);
    acked();
  }

  /** Call when the connection is lost. */
  final void lost(String how) {
    meter.failed(how);
    lost = true;
    completeIfIdle();
  }

  private void completeIfIdle() {
    if (lost || (unacked == 0 && left == 0)) {
      idle.tryComplete();
    }
  }

  final Meter meter() {
    return meter;
  }

  /** Sends one message, whose latency counts from {@code begin}. */
  abstract void send(long begin);

  /** Closes its sockets. */
  public abstract Future<Void> close();
}
