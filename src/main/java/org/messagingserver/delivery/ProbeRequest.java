package org.messagingserver.delivery;

/**
 * Asks another node to probe registrations of the sending node; one that names no node is such a
 * probe.
 *
 * @param node the sending node's id in the cluster; the address where it serves requests is probed
 *     as well
 * @param loop the id of an event loop
 * @param dispatcherId the id of its Dispatcher
 */
record ProbeRequest(String node, long loop, long dispatcherId) {
  /** Probes the address where a node serves requests. */
  static final ProbeRequest PROBE = new ProbeRequest("", 0, 0);

  boolean isProbe() {
    return node.isEmpty();
  }
}
