package org.messagingserver.attachments;

import java.util.Map;

/**
 * A place for one attachment. The links are capabilities: they stand in no log.
 *
 * @param putUrl takes the bytes, once
 * @param putHeaders to be sent with them
 * @param getUrl gives the bytes to anyone who has it
 * @param putExpiresAt seconds since 1970
 * @param keptUntil seconds since 1970
 */
public record UploadOffer(
    String putUrl,
    Map<String, String> putHeaders,
    String getUrl,
    long putExpiresAt,
    long keptUntil) {

  public UploadOffer {
    putHeaders = Map.copyOf(putHeaders);
  }

  /** Never shows the links. */
  @Override
  public String toString() {
    return "UploadOffer[hidden]";
  }
}
