package org.messagingserver.client.okhttp;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.IntConsumer;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/** A body that OkHttp's writer waits for, part by part. */
final class RequestParts extends RequestBody {
  private static final int PIECE_BYTES = 8192;

  private final long length;
  private final IntConsumer written;
  private final Queue<byte[]> parts = new ArrayDeque<>();
  private boolean isClosed;

  /**
   * @param written receives how many more bytes were written
   */
  RequestParts(long length, IntConsumer written) {
    this.length = length;
    this.written = written;
  }

  @Override
  public MediaType contentType() {
    return null;
  }

  @Override
  public long contentLength() {
    return length;
  }

  /** OkHttp does not send it again, or to another host. */
  @Override
  public boolean isOneShot() {
    return true;
  }

  synchronized void add(byte[] part) {
    parts.add(part);
    notifyAll();
  }

  /** Nothing follows, and the writer ends. */
  synchronized void close() {
    isClosed = true;
    parts.clear();
    notifyAll();
  }

  private synchronized byte[] next() throws IOException {
    try {
      while (parts.isEmpty() && !isClosed) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
    if (isClosed) {
      throw new IOException("cancelled");
    }
    return parts.remove();
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    for (long left = length; left > 0; ) {
      byte[] part = next();
      // In pieces, so that a slow network is seen to move.
      for (int from = 0; from < part.length; from += PIECE_BYTES) {
        int piece = Math.min(PIECE_BYTES, part.length - from);
        sink.write(part, from, piece);
        sink.flush();
        written.accept(piece);
      }
      left -= part.length;
    }
  }
}
