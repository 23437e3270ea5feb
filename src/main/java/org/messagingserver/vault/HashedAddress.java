package org.messagingserver.vault;

import org.messagingserver.identity.DeviceId;

/** One device of a user, under the user's name in tables and on the bus. */
public record HashedAddress(HashedUser user, DeviceId device) {

  /** Says only that this is a hashed Address, never which. */
  @Override
  public String toString() {
    return "HashedAddress[hidden]";
  }
}
