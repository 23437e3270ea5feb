package org.messagingserver.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The client that the first bytes of a connection name.
 *
 * <p>Source: the PROXY protocol, versions 1 and 2, sections 2.1 and 2.2.
 *
 * @param kind of these bytes
 * @param length of a valid header
 * @param client that it names; none for the proxy's own connections, such as health checks
 */
record ProxyHeader(Kind kind, int length, Optional<InetAddress> client) {
  private static final ByteBuf VERSION_1 =
      Unpooled.unreleasableBuffer(
          Unpooled.copiedBuffer("PROXY ", StandardCharsets.US_ASCII).asReadOnly());
  private static final ByteBuf VERSION_2 =
      Unpooled.unreleasableBuffer(
          Unpooled.wrappedBuffer(new byte[] {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10})
              .asReadOnly());

  private static final int MAX_BYTES_1 = 107;
  private static final int HEAD_BYTES_2 = 16;
  private static final int MAX_BYTES_2 = 4096;
  private static final int LOCAL = 0x20;
  private static final int PROXY = 0x21;
  private static final int TCP_4 = 0x11;
  private static final int TCP_6 = 0x21;
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;
  private static final int PORTS_BYTES = 4;

  private enum Kind {
    NONE,
    INCOMPLETE,
    MALFORMED,
    VALID
  }

  private static final ProxyHeader NONE = of(Kind.NONE);
  private static final ProxyHeader INCOMPLETE = of(Kind.INCOMPLETE);
  private static final ProxyHeader MALFORMED = of(Kind.MALFORMED);

  private static ProxyHeader of(Kind kind) {
    return new ProxyHeader(kind, 0, Optional.empty());
  }

  /** Reads without consuming. */
  static ProxyHeader of(ByteBuf bytes) {
    if (begins(bytes, VERSION_1)) {
      return bytes.readableBytes() < VERSION_1.readableBytes() ? INCOMPLETE : version1(bytes);
    }
    if (begins(bytes, VERSION_2)) {
      return bytes.readableBytes() < HEAD_BYTES_2 ? INCOMPLETE : version2(bytes);
    }
    return NONE;
  }

  /** Whether these are the first bytes of the signature, or all of it and more. */
  private static boolean begins(ByteBuf bytes, ByteBuf signature) {
    int length = Math.min(bytes.readableBytes(), signature.readableBytes());
    return ByteBufUtil.equals(bytes, bytes.readerIndex(), signature, 0, length);
  }

  boolean isIncomplete() {
    return kind == Kind.INCOMPLETE;
  }

  boolean isValid() {
    return kind == Kind.VALID;
  }

  /** Whether it is meant to be a header. */
  boolean isHeader() {
    return kind == Kind.VALID || kind == Kind.MALFORMED;
  }

  private static ProxyHeader version1(ByteBuf bytes) {
    int max = Math.min(bytes.readableBytes(), MAX_BYTES_1);
    int end = bytes.indexOf(bytes.readerIndex(), bytes.readerIndex() + max, (byte) '\n');
    if (end < 0) {
      return max < MAX_BYTES_1 ? INCOMPLETE : MALFORMED;
    }
    int length = end + 1 - bytes.readerIndex();
    String line = bytes.toString(bytes.readerIndex(), length, StandardCharsets.US_ASCII);
    String[] words = line.strip().split(" ", -1);
    if (words.length > 1 && words[1].equals("UNKNOWN")) {
      return new ProxyHeader(Kind.VALID, length, Optional.empty());
    }
    Optional<InetAddress> client =
        words.length == 6 && words[1].startsWith("TCP")
            ? ClientAddress.parsed(words[2])
            : Optional.empty();
    return client.isEmpty() ? MALFORMED : new ProxyHeader(Kind.VALID, length, client);
  }

  private static ProxyHeader version2(ByteBuf bytes) {
    int at = bytes.readerIndex();
    int command = bytes.getUnsignedByte(at + 12);
    int length = HEAD_BYTES_2 + bytes.getUnsignedShort(at + 14);
    if ((command != LOCAL && command != PROXY) || length > MAX_BYTES_2) {
      return MALFORMED;
    }
    if (bytes.readableBytes() < length) {
      return INCOMPLETE;
    }
    int addressBytes = command == LOCAL ? 0 : addressBytes(bytes.getUnsignedByte(at + 13));
    if (addressBytes == 0) {
      return new ProxyHeader(Kind.VALID, length, Optional.empty());
    }
    boolean fits = length >= HEAD_BYTES_2 + 2 * addressBytes + PORTS_BYTES;
    return fits
        ? new ProxyHeader(Kind.VALID, length, Optional.of(address(bytes, addressBytes)))
        : MALFORMED;
  }

  /** None where it names no address that HTTP could come from. */
  private static int addressBytes(int family) {
    return family == TCP_4 ? IPV4_BYTES : family == TCP_6 ? IPV6_BYTES : 0;
  }

  private static InetAddress address(ByteBuf bytes, int count) {
    try {
      return InetAddress.getByAddress(
          ByteBufUtil.getBytes(bytes, bytes.readerIndex() + HEAD_BYTES_2, count));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
