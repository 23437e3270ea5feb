package org.messagingserver.client.attachments;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Reads a stream on threads that it may block. */
final class StreamSource implements ContentSource {
  private static final int PART_BYTES = 65_536;

  private final InputStream stream;
  private final Executor blocking;

  StreamSource(InputStream stream, Executor blocking) {
    this.stream = stream;
    this.blocking = blocking;
  }

  @Override
  public CompletionStage<byte[]> read() {
    return Blocking.call(blocking, this::next);
  }

  private byte[] next() throws IOException {
    byte[] part = new byte[PART_BYTES];
    int length = stream.read(part);
    return length == part.length ? part : Arrays.copyOf(part, Math.max(0, length));
  }
}
