package org.messagingserver.client.attachments;

import java.io.OutputStream;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Receives downloaded content. */
@FunctionalInterface
public interface ContentSink {
  /**
   * Takes the next bytes. It is called again only after the future has completed; meanwhile the
   * download waits, for as long as the app likes.
   *
   * @param part 65,536 bytes at most, which belong to the sink
   * @return a future that completes when there is room for more. If it fails, so does the download
   */
  CompletionStage<Void> write(byte[] part);

  /**
   * Writes to a stream. The caller closes the stream after the download.
   *
   * @param blocking runs the writes, which may block
   */
  static ContentSink of(OutputStream stream, Executor blocking) {
    return new StreamSink(stream, blocking);
  }
}
