package org.messagingserver.client.attachments;

import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.messagingserver.protocol.UploadLinks;

/**
 * Where an upload goes. The answer of the server is checked before anything is sent: it must have a
 * URL that a client may go to, headers that cannot change the request, and a path that a link can
 * name.
 */
final class Place {
  private static final int MAX_HEADERS = 32;
  private static final Pattern NAME = Pattern.compile("[-_0-9A-Za-z]{1,100}");
  private static final Pattern VALUE = Pattern.compile("[ -~]{0,4000}");

  /** They belong to the client: they frame the request, or say who sends it. */
  private static final List<String> OURS =
      Arrays.asList(
          "host",
          "connection",
          "content-length",
          "transfer-encoding",
          "te",
          "trailer",
          "upgrade",
          "expect",
          "cookie",
          "authorization",
          "proxy-authorization");

  private final HttpRequest put;
  private final AttachmentLink link;
  private final Instant keptUntil;

  /**
   * Checks what a server offers.
   *
   * @param key of the attachment
   * @param bytes of the attachment
   */
  Place(URI server, UploadLinks links, byte[] key, long bytes) {
    URI url = TransferUrl.named(links.putUrl(), TransferUrl.origin(server));
    this.put = HttpRequest.put(url, checked(links.putHeaders()), bytes);
    this.link = AttachmentLink.of(links.getUrl(), key);
    this.keptUntil = Instant.ofEpochSecond(links.keptUntil());
  }

  private static Map<String, String> checked(Map<String, String> headers) {
    boolean isAllowed =
        headers.size() <= MAX_HEADERS
            && headers.entrySet().stream()
                .allMatch(
                    header ->
                        NAME.matcher(header.getKey()).matches()
                            && VALUE.matcher(header.getValue()).matches()
                            && !OURS.contains(header.getKey().toLowerCase(Locale.ROOT)));
    if (!isAllowed) {
      throw AttachmentException.refused("the server named headers that a client must not send");
    }
    return headers;
  }

  HttpRequest put() {
    return put;
  }

  UploadedAttachment uploaded() {
    return new UploadedAttachment(link.text(), keptUntil);
  }
}
