package org.messagingserver.protocol;

import java.util.Map;
import java.util.Objects;

/** A place for one attachment. Anyone who has one of the URLs may use it. */
public final class UploadLinks {
  private final String putUrl;
  private final Map<String, String> putHeaders;
  private final String getUrl;
  private final long putExpiresAt;
  private final long keptUntil;

  /**
   * These links.
   *
   * @param putUrl takes the bytes, once; relative to the server if it begins with a slash
   * @param putHeaders to be sent with them
   * @param getUrl gives the bytes; relative to the server if it begins with a slash
   * @param putExpiresAt seconds since 1970
   * @param keptUntil seconds since 1970
   */
  public UploadLinks(
      String putUrl,
      Map<String, String> putHeaders,
      String getUrl,
      long putExpiresAt,
      long keptUntil) {
    this.putUrl = putUrl;
    this.putHeaders = Map.copyOf(putHeaders);
    this.getUrl = getUrl;
    this.putExpiresAt = putExpiresAt;
    this.keptUntil = keptUntil;
  }

  /** Takes the bytes, once; relative to the server if it begins with a slash. */
  public String putUrl() {
    return putUrl;
  }

  /** Headers to be sent with the bytes. */
  public Map<String, String> putHeaders() {
    return putHeaders;
  }

  /** Gives the bytes; relative to the server if it begins with a slash. */
  public String getUrl() {
    return getUrl;
  }

  /** When the place expires, in seconds since 1970. */
  public long putExpiresAt() {
    return putExpiresAt;
  }

  /** When the server may delete the attachment, in seconds since 1970. */
  public long keptUntil() {
    return keptUntil;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof UploadLinks)) {
      return false;
    }
    UploadLinks that = (UploadLinks) other;
    return putUrl.equals(that.putUrl)
        && putHeaders.equals(that.putHeaders)
        && getUrl.equals(that.getUrl)
        && putExpiresAt == that.putExpiresAt
        && keptUntil == that.keptUntil;
  }

  @Override
  public int hashCode() {
    return Objects.hash(putUrl, putHeaders, getUrl, putExpiresAt, keptUntil);
  }

  /** Never shows the URLs. */
  @Override
  public String toString() {
    return "UploadLinks[hidden]";
  }
}
