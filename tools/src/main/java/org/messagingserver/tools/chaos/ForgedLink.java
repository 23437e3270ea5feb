package org.messagingserver.tools.chaos;

import java.util.Base64;
import java.util.function.IntUnaryOperator;
import org.messagingserver.protocol.UploadLinks;

/**
 * A link that the server has given to nobody, made from some that it has.
 *
 * @param how it was made
 * @param path of its URL
 */
record ForgedLink(String how, String path) {
  private static final String FOLDER = "/attachments/";

  /** At the end of a token. */
  private static final int MAC_BYTES = 16;

  private static final int KINDS = 3;

  /**
   * Makes one.
   *
   * @param random gives a number below its argument
   */
  static ForgedLink random(UploadLinks one, UploadLinks other, IntUnaryOperator random) {
    String token = token(one.getUrl());
    return switch (random.applyAsInt(KINDS)) {
      case 0 -> new ForgedLink("to put", FOLDER + token(one.putUrl()));
      case 1 -> changed(token, random.applyAsInt(token.length()));
      default -> new ForgedLink("of two", FOLDER + mixed(token, token(other.getUrl())));
    };
  }

  /** The subject of one, with the code that authenticates the other. */
  private static String mixed(String token, String other) {
    byte[] bytes = Base64.getUrlDecoder().decode(token);
    byte[] authentic = Base64.getUrlDecoder().decode(other);
    System.arraycopy(
        authentic, bytes.length - MAC_BYTES, bytes, bytes.length - MAC_BYTES, MAC_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static ForgedLink changed(String token, int at) {
    char letter = token.charAt(at) == 'A' ? 'B' : 'A';
    String forged = token.substring(0, at) + letter + token.substring(at + 1);
    return new ForgedLink("changed", FOLDER + forged);
  }

  private static String token(String url) {
    return url.substring(FOLDER.length());
  }
}
