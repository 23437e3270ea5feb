package org.messagingserver.tools.adversary;

import org.messagingserver.protocol.Address;

/** One action of a hostile client. */
@FunctionalInterface
interface AttackAction {
  AttackAction NOTHING = (rawTcpConnection, victim) -> {};

  /**
   * Does it.
   *
   * @param victim a registered device, whose user has keys
   */
  void act(RawTcpConnection rawTcpConnection, Address victim);
}
