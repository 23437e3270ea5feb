package org.messagingserver.attachments;

import io.vertx.core.Future;

/**
 * Keeps attachments until they expire, and gives them only for their links. All futures fail with
 * {@link AttachmentException}; none of the methods blocks.
 */
sealed interface AttachmentStore permits DirectoryStore, S3Store {

  /**
   * Reserves a place.
   *
   * @param source whom it counts for; 0 for nobody
   */
  Future<UploadOffer> offer(long bytes, long source);

  /** Begins to take an attachment. */
  Future<AttachmentSink> upload(String token, long bytes);

  /** Finds an attachment. */
  Future<Download> download(String token);

  /** Ends what the store does by itself. */
  Future<Void> close();
}
