package org.messagingserver.explorer;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.zip.CRC32C;

/** One file of the page, and the headers that it goes out with. */
public final class Page {
  /**
   * The browser runs, shows and requests only files of this server: no script in the page, no other
   * origin, no frame.
   */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Buffer bytes;
  private final String tag;
  private final Map<String, String> headers;

  Page(String type, byte[] bytes) {
    this.bytes = Buffer.buffer(bytes);
    this.tag = tag(bytes);
    this.headers =
        Map.of(
            "Content-Type", type,
            "ETag", tag,
            "Cache-Control", "no-cache",
            "Content-Security-Policy", POLICY,
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin");
  }

  /** Differs from that of the same file in another build, if the file does. */
  private static String tag(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    ByteBuffer both = ByteBuffer.allocate(8).putInt(bytes.length).putInt((int) checksum.getValue());
    return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(both.array()) + '"';
  }

  /** Not to be changed. */
  public Buffer bytes() {
    return bytes;
  }

  /** Also of an answer without the bytes. */
  public Map<String, String> headers() {
    return headers;
  }

  /**
   * Whether a browser that has this has the file as it is.
   *
   * @param ifNoneMatch the header's value; null if absent
   */
  public boolean matches(String ifNoneMatch) {
    return tag.equals(ifNoneMatch);
  }
}
