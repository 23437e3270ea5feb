package org.messagingserver.ratelimit;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * The part of an address that counts as one source: all of an IPv4 address, and of an IPv6 address
 * the 64 bits that usually belong to one customer.
 */
final class AddressPrefix {
  /** No network has these first 32 bits, so no IPv6 prefix is taken for an IPv4 address. */
  private static final long IPV4 = 0xFFFF_FFFF_0000_0000L;

  private AddressPrefix() {}

  static long of(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet4Address
        ? IPV4 | Integer.toUnsignedLong(bytes.getInt())
        : bytes.getLong();
  }
}
