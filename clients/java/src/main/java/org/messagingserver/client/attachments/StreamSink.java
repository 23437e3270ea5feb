package org.messagingserver.client.attachments;

import java.io.OutputStream;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Writes to a stream on threads that it may block. */
final class StreamSink implements ContentSink {
  private final OutputStream stream;
  private final Executor blocking;

  StreamSink(OutputStream stream, Executor blocking) {
    this.stream = stream;
    this.blocking = blocking;
  }

  @Override
  public CompletionStage<Void> write(byte[] part) {
    return Blocking.call(
        blocking,
        () -> {
          stream.write(part);
          return null;
        });
  }
}
