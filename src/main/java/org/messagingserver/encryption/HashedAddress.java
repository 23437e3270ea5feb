package org.messagingserver.encryption;

import org.messagingserver.protocol.DeviceId;

/** One device of a user, under the user's name in tables and on the bus. */
public record HashedAddress(HashedUser user, DeviceId device) {

  /** As the record's own would be, which costs every message several times more. */
  @Override
  public boolean equals(Object other) {
    return other instanceof HashedAddress that
        && device.value() == that.device.value()
        && user.equals(that.user);
  }

  @Override
  public int hashCode() {
    return 31 * user.hashCode() + device.value();
  }

  /** Says only that this is a hashed Address, never which. */
  @Override
  public String toString() {
    return "HashedAddress[hidden]";
  }
}
