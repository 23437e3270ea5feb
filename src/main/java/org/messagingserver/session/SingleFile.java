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
final class SingleFile {
  private final Executor nextTurn;
  private final BooleanSupplier clientReads;
  private final Runnable onChange;
  private final Queue<Promise<Void>> waiting = new ArrayDeque<>();
  private boolean busy;
  private boolean closed;

  /**
   * @param nextTurn runs what it is given when this tick of the event loop is over
   * @param onChange told when a request that waited has begun
   */
  SingleFile(Executor nextTurn, BooleanSupplier clientReads, Runnable onChange) {
    this.nextTurn = nextTurn;
    this.clientReads = clientReads;
    this.onChange = onChange;
  }

  /** Runs a request in its turn, which lasts until its answer has been written. */
  <T> Future<T> run(Supplier<Future<T>> request) {
    Promise<Void> turn = Promise.promise();
    waiting.add(turn);
    Future<T> answer = turn.future().compose(begun -> begin(request));
    goOn();
    return answer;
  }

  private <T> Future<T> begin(Supplier<Future<T>> request) {
    return Future.succeededFuture()
        .compose(now -> request.get())
        .onComplete(answered -> nextTurn.execute(this::ended));
  }

  private void ended() {
    busy = false;
    goOn();
    onChange.run();
  }

  /** The client may read again. */
  void goOn() {
    if (!busy && !closed && !waiting.isEmpty() && clientReads.getAsBoolean()) {
      busy = true;
      waiting.remove().complete();
    }
  }

  /** Whether more has come than may be under way: nothing is to be read behind it. */
  boolean isWaiting() {
    return !waiting.isEmpty();
  }

  /** The socket is gone: what has not begun never does. */
  void close() {
    closed = true;
    while (!waiting.isEmpty()) {
      waiting.remove().fail(new RequestRefusedException(ErrorName.UNAVAILABLE, "closed"));
    }
  }
}
