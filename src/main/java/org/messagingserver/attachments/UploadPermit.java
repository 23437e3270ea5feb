package org.messagingserver.attachments;

/**
 * The right to put an attachment.
 *
 * @param expiresAt seconds since 1970
 */
record UploadPermit(Attachment attachment, long expiresAt) {}
