package org.messagingserver.vault;

import java.util.UUID;

/**
 * A user's name in tables and on the bus: says who it is only to one that holds the keyset and the
 * userID.
 *
 * @param value 16 bytes of keyed hash, as they are: no UUID of any version
 */
public record HashedUser(UUID value) {

  /** Says only that this is a hashed user, never which. */
  @Override
  public String toString() {
    return "HashedUser[hidden]";
  }
}
