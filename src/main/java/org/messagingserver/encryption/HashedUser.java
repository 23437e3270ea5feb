package org.messagingserver.encryption;

import java.util.UUID;

/**
 * A user's name in tables and on the bus: says who it is only to one that holds the keyset and the
 * userID.
 *
 * @param value 16 bytes of keyed hash, as they are: no UUID of any version
 */
public record HashedUser(UUID value) {

  /** As the record's own would be, which costs every message several times more. */
  @Override
  public boolean equals(Object other) {
    return other instanceof HashedUser that && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  /** Says only that this is a hashed user, never which. */
  @Override
  public String toString() {
    return "HashedUser[hidden]";
  }
}
