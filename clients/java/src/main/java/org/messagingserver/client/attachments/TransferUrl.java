package org.messagingserver.client.attachments;

import java.net.URI;

/**
 * Where a transfer goes. A server may send it to another host, where its store is, but not from
 * {@code https} to {@code http}, and to no other kind of URL.
 */
final class TransferUrl {
  private static final String SECURE = "https";

  private TransferUrl() {}

  /** The URL of the server with this WebSocket URI, without a path. */
  static URI origin(URI server) {
    String scheme = "wss".equals(server.getScheme()) ? SECURE : "http";
    return URI.create(scheme + "://" + server.getRawAuthority() + '/');
  }

  /**
   * The URL that an answer names.
   *
   * @param from where the answer came from
   * @throws AttachmentException if the transfer may not go there
   */
  static URI named(String text, URI from) {
    URI url = parse(text, from);
    boolean isAllowed =
        SECURE.equalsIgnoreCase(url.getScheme())
            || ("http".equalsIgnoreCase(url.getScheme()) && !SECURE.equals(from.getScheme()));
    if (!isAllowed || url.getHost() == null || url.getRawUserInfo() != null) {
      throw notAllowed();
    }
    return url;
  }

  private static URI parse(String text, URI from) {
    try {
      return from.resolve(text);
    } catch (IllegalArgumentException e) {
      // It names the URL, which is a secret.
      throw notAllowed();
    }
  }

  private static AttachmentException notAllowed() {
    return AttachmentException.refused("the server named a URL that a client must not follow");
  }
}
