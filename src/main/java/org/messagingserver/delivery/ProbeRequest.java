package org.messagingserver.delivery;

import java.util.List;
import org.messagingserver.encryption.HashedAddress;

/**
 * Asks another node to probe registrations of the sending node; one that names no node is such a
 * probe.
 *
 * @param node the sending node's id in the cluster; the address where it serves requests is probed
 *     as well
 * @param consumers the Addresses of MailboxConsumers
 * @param dispatcherId the id of a Dispatcher
 */
record ProbeRequest(String node, List<HashedAddress> consumers, long dispatcherId) {
  /** Probes the address where a node serves requests. */
  static final ProbeRequest PROBE = new ProbeRequest("", List.of(), 0);

  boolean isProbe() {
    return node.isEmpty();
  }
}
