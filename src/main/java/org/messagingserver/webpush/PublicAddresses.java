package org.messagingserver.webpush;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells the addresses that anyone on the Internet reaches from those that only this machine or its
 * network does. Source: IANA's registries of special-purpose addresses, IPv4 and IPv6.
 */
final class PublicAddresses {
  private static final int PORT = 0;

  private static final List<IpSubnetFilterRule> IPV4_SPECIAL =
      networks(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/4",
          "240.0.0.0/4");

  /** All that IANA has given to networks so far; what is outside is local, multicast or unused. */
  private static final List<IpSubnetFilterRule> IPV6_GIVEN = networks("2000::/3");

  /** Protocols (Teredo, ORCHID …), documentation, and 6to4, whose relays are gone. */
  private static final List<IpSubnetFilterRule> IPV6_SPECIAL =
      networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

  /** An IPv4 address is in the last 32 bits, where a network has IPv6 alone (RFC 6052). */
  private static final List<IpSubnetFilterRule> NAT64 = networks("64:ff9b::/96");

  private static final int IPV4_BYTES = 4;

  private PublicAddresses() {}

  private static List<IpSubnetFilterRule> networks(String... networks) {
    return Stream.of(networks)
        .map(network -> network.split("/"))
        .map(
            parts ->
                new IpSubnetFilterRule(
                    parts[0], Integer.parseInt(parts[1]), IpFilterRuleType.ACCEPT))
        .toList();
  }

  /** Whether the address is public. Java has made an IPv4 address of one that IPv6 maps. */
  static boolean contain(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return !isIn(IPV4_SPECIAL, address);
    }
    return isIn(NAT64, address)
        ? contain(embedded(address))
        : isIn(IPV6_GIVEN, address) && !isIn(IPV6_SPECIAL, address);
  }

  private static boolean isIn(List<IpSubnetFilterRule> networks, InetAddress address) {
    InetSocketAddress socket = new InetSocketAddress(address, PORT);
    return networks.stream().anyMatch(network -> network.matches(socket));
  }

  private static InetAddress embedded(InetAddress address) {
    byte[] bytes = address.getAddress();
    try {
      return InetAddress.getByAddress(
          Arrays.copyOfRange(bytes, bytes.length - IPV4_BYTES, bytes.length));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
