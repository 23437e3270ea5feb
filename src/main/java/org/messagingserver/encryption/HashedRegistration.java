package org.messagingserver.encryption;

import java.util.UUID;

/**
 * A registrationID of one device, under the name that it has in tables and on the bus: says which
 * it is only to one that holds the keyset.
 *
 * @param value 16 bytes of keyed hash, as they are: no UUID of any version
 */
public record HashedRegistration(UUID value) {
  /** Says only that this is a hashed registrationID, never which. */
  @Override
  public String toString() {
    return "HashedRegistration[hidden]";
  }
}
