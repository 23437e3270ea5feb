package org.messagingserver.protocol;

import java.util.Map;

/**
 * A place for one attachment. Anyone who has one of the URLs may use it.
 *
 * @param putUrl takes the bytes, once; relative to the server if it begins with a slash
 * @param putHeaders to be sent with them
 * @param getUrl gives the bytes; relative to the server if it begins with a slash
 * @param putExpiresAt seconds since 1970
 * @param keptUntil seconds since 1970
 */
public record UploadLinks(
    String putUrl,
    Map<String, String> putHeaders,
    String getUrl,
    long putExpiresAt,
    long keptUntil) {

  public UploadLinks {
    putHeaders = Map.copyOf(putHeaders);
  }

  /** Never shows the URLs. */
  @Override
  public String toString() {
    return "UploadLinks[hidden]";
  }
}
