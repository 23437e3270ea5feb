package org.messagingserver.client.attachments;

import java.time.Instant;

/**
 * An attachment on the server.
 *
 * @param link where it is and the key that opens it, of less than 200 characters: send it inside a
 *     sealed message, and show it to nobody else
 * @param keptUntil when the server may delete it
 */
public record UploadedAttachment(String link, Instant keptUntil) {
  /** Holds a secret. */
  @Override
  public String toString() {
    return "UploadedAttachment[keptUntil=" + keptUntil + "]";
  }
}
