package org.messagingserver.client.attachments;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an attachment is, and the key that opens it. A link comes from the author of a message, so
 * only a path at the deployment's servers is accepted: a request to another server would tell it
 * where the reader is.
 */
final class AttachmentLink {
  private static final String PATH = "/attachments/[-_0-9A-Za-z]{1,1000}";
  private static final Pattern FORM = Pattern.compile("(" + PATH + ")#([-_0-9A-Za-z]{43})");

  private final String path;
  private final byte[] key;

  private AttachmentLink(String path, byte[] key) {
    this.path = path;
    this.key = key;
  }

  /**
   * The link to what a server keeps at this path.
   *
   * @throws AttachmentException if it is no path to an attachment: nobody would follow the link
   */
  static AttachmentLink of(String path, byte[] key) {
    if (!path.matches(PATH)) {
      throw AttachmentException.refused("the server offered a place that no link can name");
    }
    return new AttachmentLink(path, key);
  }

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
    return new AttachmentLink(link.group(1), Base64.getUrlDecoder().decode(link.group(2)));
  }

  /** At any server of the deployment. */
  String path() {
    return path;
  }

  byte[] key() {
    return key;
  }

  String text() {
    return path + '#' + Base64.getUrlEncoder().withoutPadding().encodeToString(key);
  }

  /** Holds a secret. */
  @Override
  public String toString() {
    return "AttachmentLink";
  }
}
