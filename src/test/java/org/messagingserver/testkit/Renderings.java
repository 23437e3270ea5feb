package org.messagingserver.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds secrets, however they were printed: as they are, in hex (in one piece or byte by byte), in
 * base64 and base32 of any alphabet and alignment, as a list of numbers, or with octal escapes.
 * Pieces of {@value #BYTES_AS_THEY_ARE} bytes as they are are enough, and of {@value #LENGTH}
 * characters; of addresses of the network the whole is needed.
 */
public final class Renderings {
  private static final int LENGTH = 20;
  private static final int BYTES_AS_THEY_ARE = 12;

  /** More bytes than any rendering needs for its first characters. */
  private static final int BYTES = 24;

  private static final int HASH_BITS = 24;
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private record Rendering(ByteBuffer bytes, String name) {
    boolean standsIn(byte[] text, int from) {
      int length = bytes.remaining();
      return from + length <= text.length && ByteBuffer.wrap(text, from, length).equals(bytes);
    }
  }

  /** By their first eight bytes. */
  private final Map<Long, Collection<Rendering>> byHead = new HashMap<>();

  /** Hashes of those eight bytes, so that nearly all of a text is passed over at once. */
  private final BitSet heads = new BitSet(1 << HASH_BITS);

  /** Looks for this secret as well, under a name that may be told. */
  public synchronized byte[] add(String name, byte[] secret) {
    for (int from = 0; from < secret.length; from++) {
      byte[] piece = Arrays.copyOfRange(secret, from, Math.min(secret.length, from + BYTES));
      String hex = HexFormat.of().formatHex(piece);
      add(name, "as it is", new String(piece, ISO_8859_1), BYTES_AS_THEY_ARE);
      add(name, "hex", hex);
      add(name, "hex", hex.toUpperCase(Locale.ROOT));
      add(name, "spaced hex", HexFormat.ofDelimiter(" ").formatHex(piece));
      add(name, "base64", Base64.getEncoder().encodeToString(piece));
      add(name, "base64", Base64.getUrlEncoder().encodeToString(piece));
      add(name, "base32", base32(piece));
      add(name, "base32", base32(piece).toLowerCase(Locale.ROOT));
      add(name, "numbers", Arrays.toString(piece).substring(1));
      add(name, "octal escapes", escaped(piece));
    }
    return secret;
  }

  /**
   * Looks for this address as well: as text and as a number, and its bytes where it has sixteen.
   * Four bytes, or eight digits of hex, stand somewhere in much random data by chance.
   */
  synchronized InetAddress add(String name, InetAddress address) {
    byte[] bytes = address.getAddress();
    addWhole(name, "text", address.getHostAddress());
    addWhole(name, "text", NetUtil.toAddressString(address));
    addWhole(name, "number", new BigInteger(1, bytes).toString());
    if (bytes.length > Integer.BYTES) {
      addWhole(name, "bytes", new String(bytes, ISO_8859_1));
      addWhole(name, "hex", HexFormat.of().formatHex(bytes));
      addWhole(name, "hex", HexFormat.of().withUpperCase().formatHex(bytes));
    }
    return address;
  }

  private void add(String name, String form, String rendered) {
    add(name, form, rendered, LENGTH);
  }

  private void add(String name, String form, String rendered, int length) {
    if (rendered.length() >= length) {
      addWhole(name, form, rendered.substring(0, length));
    }
  }

  private void addWhole(String name, String form, String rendered) {
    ByteBuffer bytes = ByteBuffer.wrap(rendered.getBytes(ISO_8859_1));
    long head = bytes.getLong(0);
    heads.set(hash(head));
    byHead
        .computeIfAbsent(head, first -> new ArrayList<>())
        .add(new Rendering(bytes, name + ", " + form));
  }

  private static int hash(long head) {
    return (int) ((head * 0x9E3779B97F4A7C15L) >>> (Long.SIZE - HASH_BITS));
  }

  private static String escaped(byte[] piece) {
    StringBuilder text = new StringBuilder();
    for (byte value : piece) {
      boolean printable = value >= ' ' && value <= '~';
      text.append(printable ? (char) value : "\\%03o".formatted(Byte.toUnsignedInt(value)));
    }
    return text.toString();
  }

  /** Without padding. */
  static String base32(byte[] bytes) {
    int characters = (bytes.length * 8 + 4) / 5;
    BigInteger bits = new BigInteger(1, bytes).shiftLeft(characters * 5 - bytes.length * 8);
    StringBuilder text = new StringBuilder();
    for (int index = characters - 1; index >= 0; index--) {
      text.append(BASE32.charAt(bits.shiftRight(index * 5).intValue() & 31));
    }
    return text.toString();
  }

  /** Names of what stands in a text, each with the form that it stands there in. */
  public Set<String> foundIn(String text) {
    return foundIn(text.getBytes(ISO_8859_1));
  }

  /** The same in any bytes. */
  synchronized Set<String> foundIn(byte[] text) {
    Set<String> found = new TreeSet<>();
    long window = 0;
    for (int end = 1; end <= text.length; end++) {
      window = (window << Byte.SIZE) | Byte.toUnsignedLong(text[end - 1]);
      if (end >= Long.BYTES && heads.get(hash(window))) {
        found.addAll(foundAt(window, text, end - Long.BYTES));
      }
    }
    return found;
  }

  private Set<String> foundAt(long head, byte[] text, int from) {
    return byHead.getOrDefault(head, List.of()).stream()
        .filter(rendering -> rendering.standsIn(text, from))
        .map(Rendering::name)
        .collect(Collectors.toSet());
  }
}
