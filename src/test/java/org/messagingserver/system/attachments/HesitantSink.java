package org.messagingserver.system.attachments;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.time.Duration;

/** An app that takes nothing for a while behind the first bytes. */
final class HesitantSink implements WriteStream<Buffer> {
  private final Vertx vertx;
  private final WriteStream<Buffer> target;
  private final Duration pause;
  private Handler<Void> drained = nothing -> {};
  private boolean begun;
  private boolean full;

  HesitantSink(Vertx vertx, WriteStream<Buffer> target, Duration pause) {
    this.vertx = vertx;
    this.target = target;
    this.pause = pause;
  }

  @Override
  public Future<Void> write(Buffer bytes) {
    if (!begun) {
      begun = true;
      full = true;
      vertx.setTimer(
          pause.toMillis(),
          over -> {
            full = false;
            drained.handle(null);
          });
    }
    return target.write(bytes);
  }

  @Override
  public boolean writeQueueFull() {
    return full;
  }

  @Override
  public WriteStream<Buffer> drainHandler(Handler<Void> handler) {
    drained = handler;
    return this;
  }

  @Override
  public WriteStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
    target.exceptionHandler(handler);
    return this;
  }

  @Override
  public WriteStream<Buffer> setWriteQueueMaxSize(int size) {
    return this;
  }

  @Override
  public Future<Void> end() {
    return target.end();
  }
}
