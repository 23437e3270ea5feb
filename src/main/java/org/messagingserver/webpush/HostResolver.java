package org.messagingserver.webpush;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Finds the addresses of a host. Blocks. */
@FunctionalInterface
interface HostResolver {
  InetAddress[] resolve(String host) throws UnknownHostException;
}
