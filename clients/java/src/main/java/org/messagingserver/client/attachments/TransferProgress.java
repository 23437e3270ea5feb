package org.messagingserver.client.attachments;

/** Receives how far a transfer is, on its scheduler. */
@FunctionalInterface
public interface TransferProgress {
  /** Is not interested. */
  TransferProgress NONE = (bytes, total) -> {};

  /**
   * Some more encrypted bytes were sent or received.
   *
   * @param bytes so far
   * @param total of the attachment
   */
  void transferred(long bytes, long total);
}
