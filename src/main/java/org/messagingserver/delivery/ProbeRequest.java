package org.messagingserver.delivery;

import java.util.List;
import org.messagingserver.encryption.HashedAddress;

/**
 * Asks another node to call at places of the one that sends it; one without places is such a call.
 *
 * @param node which one that is, by the cluster's name for it; where it answers requests is called
 *     at as well
 * @param inboxes places of MailboxConsumers
 * @param outbox the place of a Dispatcher
 */
record ProbeRequest(String node, List<HashedAddress> inboxes, long outbox) {
  /** Calls where a node answers requests. */
  static final ProbeRequest CALL = new ProbeRequest("", List.of(), 0);

  boolean isCall() {
    return node.isEmpty();
  }
}
