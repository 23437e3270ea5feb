package org.messagingserver.tools.bench.load;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * Somebody who sends messages and awaits their Acks, either so many at a time or each when it is
 * offered. Lives on one event loop; its public methods may be called from anywhere.
 */
public abstract class Source {
  private final Meter meter;
  private final Context context;
  private int window;
  private long left;
  private int unacked;
  private boolean lost;
  private Promise<Void> idle = Promise.promise();

  Source(Meter meter, Context context) {
    this.meter = meter;
    this.context = context;
  }

  /** Sends so many messages, and another for each Ack, until told to finish. */
  final void fill(int size) {
    context.runOnContext(turn -> fill(size, Long.MAX_VALUE));
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

  /** Sends so many messages with such a window; completes when all are acked. */
  final Future<Void> send(int size, long count) {
    Promise<Void> sent = Promise.promise();
    context.runOnContext(
        turn -> {
          idle = sent;
          fill(size, count);
          completeIfIdle();
        });
    return sent.future();
  }

  /** Sends so many messages, whose time counts from then on, however late this is. */
  final void offer(int count, long begin) {
    context.runOnContext(
        turn -> {
          for (int sent = 0; sent < count; sent++) {
            next(begin);
          }
        });
  }

  /** Sends nothing more; completes when all is acked. */
  final Future<Void> finish() {
    Promise<Void> finished = Promise.promise();
    context.runOnContext(
        turn -> {
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

  /** To be called with each Ack. */
  final void acked() {
    unacked--;
    meter.acked();
    refill();
    completeIfIdle();
  }

  /** To be called with an answer that is none; the measurement is worth nothing. */
  final void refused(String how) {
    meter.failed(how);
    acked();
  }

  /** To be called where nothing more can come. */
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

  /** Sends one message; {@code begin} is when its time counts from. */
  abstract void send(long begin);

  /** Breaks its sockets off. */
  public abstract Future<Void> close();
}
