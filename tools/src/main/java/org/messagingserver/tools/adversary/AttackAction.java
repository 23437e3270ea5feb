package org.messagingserver.tools.adversary;

import org.messagingserver.protocol.Address;

/** One action of a hostile client. */
@FunctionalInterface
interface AttackAction {
  AttackAction NOTHING = (connection, victim) -> {};

  /**
   * Performs the action.
   *
   * @param victim a registered device, whose user has keys
   */
  void act(RawTcpConnection connection, Address victim);
}
