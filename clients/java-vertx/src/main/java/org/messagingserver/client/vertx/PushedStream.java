package org.messagingserver.client.vertx;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.messagingserver.client.attachments.ContentSink;

/** Writes to a stream of Vert.x, and waits while its queue is full. */
final class PushedStream implements ContentSink {
  private final WriteStream<Buffer> stream;
  private final CompletableFuture<Void> failure = new CompletableFuture<>();

  PushedStream(WriteStream<Buffer> stream) {
    this.stream = stream;
    stream.exceptionHandler(failure::completeExceptionally);
  }

  @Override
  public CompletionStage<Void> write(byte[] part) {
    stream.write(Buffer.buffer(part)).onFailure(failure::completeExceptionally);
    if (failure.isDone() || !stream.writeQueueFull()) {
      return failure.isDone() ? failure : CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> room = new CompletableFuture<>();
    stream.drainHandler(drained -> room.complete(null));
    return CompletableFuture.anyOf(room, failure).thenApply(any -> null);
  }

  /** Fails also if an earlier write has failed. */
  Future<Void> end() {
    return failure.isDone() ? Future.fromCompletionStage(failure) : stream.end();
  }
}
