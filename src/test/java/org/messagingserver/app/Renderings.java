package org.messagingserver.app;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds secrets in a text, however they were printed: as they are, in hex (in one piece or byte by
 * byte), in base64 of either alphabet and any alignment, as a list of numbers, or with octal
 * escapes. Pieces of {@value #LENGTH} characters are enough.
 */
final class Renderings {
  private static final int LENGTH = 20;

  /** More bytes than any rendering needs for its first characters. */
  private static final int BYTES = 24;

  private final Map<String, String> names = new HashMap<>();

  /** Looks for this secret as well, under a name that may be told. */
  byte[] add(String name, byte[] secret) {
    for (int from = 0; from < secret.length; from++) {
      byte[] piece = Arrays.copyOfRange(secret, from, Math.min(secret.length, from + BYTES));
      String hex = HexFormat.of().formatHex(piece);
      add(name, "as it is", new String(piece, StandardCharsets.ISO_8859_1));
      add(name, "hex", hex);
      add(name, "hex", hex.toUpperCase(Locale.ROOT));
      add(name, "spaced hex", HexFormat.ofDelimiter(" ").formatHex(piece));
      add(name, "base64", Base64.getEncoder().encodeToString(piece));
      add(name, "base64", Base64.getUrlEncoder().encodeToString(piece));
      add(name, "numbers", Arrays.toString(piece).substring(1));
      add(name, "octal escapes", escaped(piece));
    }
    return secret;
  }

  private void add(String name, String form, String rendered) {
    if (rendered.length() >= LENGTH) {
      names.put(rendered.substring(0, LENGTH), name + ", " + form);
    }
  }

  private static String escaped(byte[] piece) {
    StringBuilder text = new StringBuilder();
    for (byte value : piece) {
      boolean printable = value >= ' ' && value <= '~';
      text.append(printable ? (char) value : "\\%03o".formatted(Byte.toUnsignedInt(value)));
    }
    return text.toString();
  }

  /** Names of what stands in a text, each with the form that it stands there in. */
  Set<String> foundIn(String text) {
    Set<String> found = new TreeSet<>();
    for (int from = 0; from + LENGTH <= text.length(); from++) {
      String name = names.get(text.substring(from, from + LENGTH));
      if (name != null) {
        found.add(name);
      }
    }
    return found;
  }
}
