package org.messagingserver.socket;

import io.netty.util.NetUtil;
import io.vertx.core.MultiMap;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Finds the client behind trusted proxies: each of them appends the address of its client at the
 * right, so the client is the last that is no trusted proxy. Entries to its left are the client's
 * invention. If that cannot be decided, the proxy itself counts as the client.
 *
 * <p>Source: RFC 7239, sections 4 to 7, and the older {@code X-Forwarded-For}.
 */
final class ClientAddress {
  private static final String FORWARDED = "Forwarded";
  private static final String X_FORWARDED_FOR = "X-Forwarded-For";
  private static final String FOR = "for=";

  private final TrustedProxies proxies;

  ClientAddress(TrustedProxies proxies) {
    this.proxies = proxies;
  }

  /** Whether this peer speaks for others. */
  boolean isProxy(InetAddress peer) {
    return proxies.contains(peer);
  }

  /** The client that asks through this proxy. */
  InetAddress forwardedFor(InetAddress proxy, MultiMap headers) {
    List<String> forwarded = headers.getAll(FORWARDED);
    List<String> older = headers.getAll(X_FORWARDED_FOR);
    if (!forwarded.isEmpty() && !older.isEmpty()) {
      // The proxy wrote one of them, and nobody knows which the client did.
      return proxy;
    }
    Stream<String> hops =
        forwarded.isEmpty()
            ? elements(older, Function.identity())
            : elements(forwarded, ClientAddress::forParameter);
    return lastUntrusted(hops.toList()).orElse(proxy);
  }

  private static Stream<String> elements(List<String> lines, Function<String, String> hop) {
    return lines.stream().flatMap(line -> Stream.of(line.split(",", -1))).map(hop);
  }

  private static String forParameter(String element) {
    return Stream.of(element.split(";", -1))
        .map(String::strip)
        .filter(pair -> pair.toLowerCase(Locale.ROOT).startsWith(FOR))
        .map(pair -> pair.substring(FOR.length()))
        .findFirst()
        .orElse("");
  }

  private Optional<InetAddress> lastUntrusted(List<String> hops) {
    List<String> rest = new ArrayList<>(hops);
    while (!rest.isEmpty()) {
      Optional<InetAddress> hop = address(rest.remove(rest.size() - 1).strip());
      if (hop.isEmpty() || !proxies.contains(hop.get())) {
        return hop;
      }
    }
    return Optional.empty();
  }

  /** An address, perhaps quoted, in brackets, or with a port. */
  private static Optional<InetAddress> address(String node) {
    String text = node;
    if (text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")) {
      text = text.substring(1, text.length() - 1);
    }
    if (text.startsWith("[") && text.indexOf(']') > 0) {
      text = text.substring(1, text.indexOf(']'));
    } else if (text.indexOf(':') == text.lastIndexOf(':') && text.indexOf(':') > 0) {
      text = text.substring(0, text.indexOf(':'));
    }
    return parsed(text);
  }

  /** A zone ({@code fe80::1%eth0}) tells this machine's interface, and nothing of the client. */
  static Optional<InetAddress> parsed(String text) {
    int zone = text.indexOf('%');
    boolean hasZone = zone > 0 && text.indexOf(':') >= 0;
    String address = hasZone ? text.substring(0, zone) : text;
    return Optional.ofNullable(NetUtil.createInetAddressFromIpAddressString(address));
  }
}
