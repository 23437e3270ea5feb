package org.messagingserver.prekeys;

import java.util.UUID;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.protocol.DeviceSelection;
import org.messagingserver.protocol.UserId;

/**
 * One request for keys, in its turn.
 *
 * @param devices without known ones that have changed
 * @param token the fingerprint of the token that it names; null if it names none
 */
record KeyTake(UserId user, HashedUser hashed, DeviceSelection devices, UUID token, Asker asker) {
  /** Never shows whose keys are asked for. */
  @Override
  public String toString() {
    return "KeyTake[hidden]";
  }
}
