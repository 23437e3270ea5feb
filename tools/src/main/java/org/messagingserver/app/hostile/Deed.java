package org.messagingserver.app.hostile;

import org.messagingserver.identity.Address;

/** One action of a hostile client. */
@FunctionalInterface
interface Deed {
  Deed NOTHING = (line, victim) -> {};

  /**
   * Does it.
   *
   * @param victim a registered device, whose user has keys
   */
  void act(Line line, Address victim);
}
