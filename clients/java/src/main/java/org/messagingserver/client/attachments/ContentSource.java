package org.messagingserver.client.attachments;

import java.io.InputStream;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Content to upload. It is read from its beginning to its end, once. */
@FunctionalInterface
public interface ContentSource {
  /**
   * Reads the next bytes. It is called again only after the future has completed, and only while
   * the server keeps up.
   *
   * @return the next bytes, which must not be modified any more; an empty array at the end. If the
   *     future fails, so does the upload
   */
  CompletionStage<byte[]> read();

  /**
   * The bytes of a stream, for example of {@code ContentResolver.openInputStream} on Android. The
   * caller closes the stream after the upload.
   *
   * @param blocking runs the reads, which may block
   */
  static ContentSource of(InputStream stream, Executor blocking) {
    return new StreamSource(stream, blocking);
  }
}
