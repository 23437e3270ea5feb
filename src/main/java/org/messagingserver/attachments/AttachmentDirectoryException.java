package org.messagingserver.attachments;

/** The directory of attachments cannot be used; the message is a line for the operator. */
public final class AttachmentDirectoryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  AttachmentDirectoryException(String message) {
    super(message, null, false, false);
  }
}
