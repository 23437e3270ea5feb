package org.messagingserver.protocol;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The host of a server in the one form in which a {@code Login} names it, so that client and server
 * can compare texts: lower-case labels in ASCII, or an IP address, IPv6 compressed and in brackets;
 * no port and no dot at the end.
 *
 * <p>Source: the WHATWG URL standard, "host serializer".
 */
public final class ServerName {
  private static final int MAX_LENGTH = 253;

  /** Labels of at most 63 characters, as names in DNS and underscores. */
  private static final Pattern NAME =
      Pattern.compile("(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\\.(?!$)|$))+");

  /** The URL standard takes a host whose last label is a number for an IPv4 address. */
  private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(?:.*\\.)?(?:\\d+|0x[0-9a-f]*)");

  private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]+]");
  private static final int IPV6_PIECES = 8;

  private ServerName() {}

  /**
   * Serializes a host, which a URI may write in another way; empty if the text is no host in ASCII.
   *
   * @param host IPv6 in brackets
   */
  public static Optional<String> of(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    if (lower.startsWith("[")) {
      return IPV6.matcher(lower).matches() ? ipv6(lower) : Optional.empty();
    }
    String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    Pattern form = ENDS_IN_NUMBER.matcher(name).matches() ? IPV4 : NAME;
    return Optional.of(name)
        .filter(text -> text.length() <= MAX_LENGTH && form.matcher(text).matches());
  }

  /** Whether a text is already what {@link #of} returns. */
  public static boolean isSerialized(String text) {
    return of(text).filter(text::equals).isPresent();
  }

  /** The JDK reads an address in brackets without asking a resolver. */
  private static Optional<String> ipv6(String bracketed) {
    try {
      InetAddress address = InetAddress.getByName(bracketed);
      int[] pieces = new int[IPV6_PIECES];
      ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
      int first = IPV6_PIECES - bytes.remaining() / 2;
      if (address instanceof Inet4Address) {
        // The JDK returns IPv4 for ::ffff:0:0/96.
        pieces[first - 1] = 0xffff;
      }
      for (int i = first; i < IPV6_PIECES; i++) {
        pieces[i] = Short.toUnsignedInt(bytes.getShort());
      }
      return Optional.of("[" + compressed(pieces) + "]");
    } catch (UnknownHostException malformed) {
      return Optional.empty();
    }
  }

  /** The first of the longest runs of two or more zeros becomes two colons. */
  private static String compressed(int[] pieces) {
    int start = 0;
    int length = 1;
    for (int i = 0; i < IPV6_PIECES; i++) {
      int zeros = zerosFrom(pieces, i);
      if (zeros > length) {
        start = i;
        length = zeros;
      }
    }
    return length == 1
        ? joined(pieces, 0, IPV6_PIECES)
        : joined(pieces, 0, start) + "::" + joined(pieces, start + length, IPV6_PIECES);
  }

  private static int zerosFrom(int[] pieces, int from) {
    int end = from;
    while (end < IPV6_PIECES && pieces[end] == 0) {
      end++;
    }
    return end - from;
  }

  private static String joined(int[] pieces, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : ":").append(Integer.toHexString(pieces[i]));
    }
    return text.toString();
  }
}
