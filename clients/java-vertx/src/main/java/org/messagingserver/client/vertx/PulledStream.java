package org.messagingserver.client.vertx;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.messagingserver.client.attachments.ContentSource;

/** Fetches a stream of Vert.x buffer by buffer. */
final class PulledStream implements ContentSource {
  private static final byte[] END = {};

  private final ReadStream<Buffer> stream;
  private final CompletableFuture<byte[]> end = new CompletableFuture<>();
  private volatile CompletableFuture<byte[]> asked = new CompletableFuture<>();

  PulledStream(ReadStream<Buffer> stream) {
    this.stream = stream;
    stream.pause();
    stream.exceptionHandler(end::completeExceptionally);
    stream.endHandler(ended -> end.complete(END));
    stream.handler(this::arrived);
  }

  private void arrived(Buffer buffer) {
    // An empty one would look like the end.
    if (buffer.length() > 0) {
      asked.complete(buffer.getBytes());
    } else {
      stream.fetch(1);
    }
  }

  @Override
  public CompletionStage<byte[]> read() {
    CompletableFuture<byte[]> next = new CompletableFuture<>();
    asked = next;
    stream.fetch(1);
    return CompletableFuture.anyOf(next, end).thenApply(byte[].class::cast);
  }
}
