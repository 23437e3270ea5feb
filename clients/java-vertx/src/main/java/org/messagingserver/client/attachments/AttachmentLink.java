package org.messagingserver.client.attachments;

import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an attachment is, and the key that opens it. A link comes from the author of a message, so
 * only a path at the deployment's servers is accepted: a request to another server would tell it
 * where the reader is.
 *
 * @param path at any server of the deployment
 */
record AttachmentLink(String path, Buffer key) {
  private static final Pattern FORM =
      Pattern.compile("(/attachments/[-_0-9A-Za-z]+)#([-_0-9A-Za-z]{43})");

  /**
   * Reads what {@link #text} gave.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  static AttachmentLink parse(String text) {
    Matcher link = FORM.matcher(text);
    if (!link.matches()) {
      throw new IllegalArgumentException("not a link to an attachment");
    }
    return new AttachmentLink(
        link.group(1), Buffer.buffer(Base64.getUrlDecoder().decode(link.group(2))));
  }

  String text() {
    return path + '#' + Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes());
  }

  /** The URL of a path, or of a URL, at the server with this WebSocket URI. */
  static String resolve(String path, URI server) {
    String scheme = "wss".equals(server.getScheme()) ? "https" : "http";
    URI origin = URI.create(scheme + "://" + server.getRawAuthority() + '/');
    return origin.resolve(path).toString();
  }

  /** Holds a secret. */
  @Override
  public String toString() {
    return "AttachmentLink";
  }
}
