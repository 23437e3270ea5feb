package org.messagingserver.socket;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** The proxies whose word about the client's address is trusted: networks like 10.0.0.0/8. */
final class TrustedProxies {
  private static final int PORT = 0;

  private final List<IpSubnetFilterRule> networks;

  TrustedProxies(List<String> networks) {
    this.networks = networks.stream().map(TrustedProxies::network).toList();
  }

  static boolean areNetworks(List<String> texts) {
    try {
      texts.forEach(TrustedProxies::network);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static IpSubnetFilterRule network(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    if (bytes == null) {
      throw new IllegalArgumentException("no address");
    }
    int whole = bytes.length * Byte.SIZE;
    int prefix = slash < 0 ? whole : Integer.parseInt(text.substring(slash + 1));
    return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
  }

  boolean contains(InetAddress address) {
    InetSocketAddress socket = new InetSocketAddress(address, PORT);
    return networks.stream().anyMatch(network -> network.matches(socket));
  }
}
