package org.messagingserver.session;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.messagingserver.protocol.ErrorName;

/**
 * One socket's requests with large answers: one is under way at a time, and begins only while the
 * client reads, so that no more than one answer waits in memory for a client that does not.
 */
final class SerialRequestQueue {
  private final Executor afterTick;
  private final BooleanSupplier clientReads;
  private final Runnable onChange;
  private final Queue<Promise<Void>> waiting = new ArrayDeque<>();
  private boolean busy;
  private boolean closed;

  /**
   * @param afterTick runs what it is given when this tick of the event loop is over
   * @param onChange called when a request that waited has started
   */
  SerialRequestQueue(Executor afterTick, BooleanSupplier clientReads, Runnable onChange) {
    this.afterTick = afterTick;
    this.clientReads = clientReads;
    this.onChange = onChange;
  }

  /** Runs a request after those before it, each of which ends when its answer has been written. */
  <T> Future<T> run(Supplier<Future<T>> request) {
    Promise<Void> start = Promise.promise();
    waiting.add(start);
    Future<T> answer = start.future().compose(started -> start(request));
    runNext();
    return answer;
  }

  private <T> Future<T> start(Supplier<Future<T>> request) {
    return Future.succeededFuture()
        .compose(now -> request.get())
        .onComplete(answered -> afterTick.execute(this::ended));
  }

  private void ended() {
    busy = false;
    runNext();
    onChange.run();
  }

  /** The client may read again. */
  void runNext() {
    if (!busy && !closed && !waiting.isEmpty() && clientReads.getAsBoolean()) {
      busy = true;
      waiting.remove().complete();
    }
  }

  /** Whether more has come than may be under way: nothing is to be read behind it. */
  boolean isWaiting() {
    return !waiting.isEmpty();
  }

  /** The socket is gone: waiting requests never start. */
  void close() {
    closed = true;
    while (!waiting.isEmpty()) {
      waiting.remove().fail(new RequestRefusedException(ErrorName.UNAVAILABLE, "closed"));
    }
  }
}
