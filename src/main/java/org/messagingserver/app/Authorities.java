package org.messagingserver.app;

/** Hosts and ports as URLs have them. */
final class Authorities {
  private Authorities() {}

  /** An address of IPv6 stands in brackets, since it has colons itself. */
  static String of(String host, int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
