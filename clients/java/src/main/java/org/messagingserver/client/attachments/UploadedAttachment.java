package org.messagingserver.client.attachments;

import java.time.Instant;

/** An attachment on the server. */
public final class UploadedAttachment {
  private final String link;
  private final Instant keptUntil;

  UploadedAttachment(String link, Instant keptUntil) {
    this.link = link;
    this.keptUntil = keptUntil;
  }

  /**
   * Where it is and the key that opens it, in less than 200 characters: send it inside a sealed
   * message, and show it to nobody else.
   */
  public String link() {
    return link;
  }

  /** When the server may delete it. */
  public Instant keptUntil() {
    return keptUntil;
  }

  /** Holds a secret. */
  @Override
  public String toString() {
    return "UploadedAttachment[keptUntil=" + keptUntil + "]";
  }
}
