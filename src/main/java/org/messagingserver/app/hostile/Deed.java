package org.messagingserver.app.hostile;

import org.messagingserver.identity.Address;

/** What a hostile client does at one turn. */
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
