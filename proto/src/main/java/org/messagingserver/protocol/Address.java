package org.messagingserver.protocol;

import java.util.Comparator;

/**
 * One device of one user: the destination of messages, and the identity of an authenticated
 * connection.
 */
public record Address(UserId user, DeviceId device) {
  /** Any order, in which equal ones are together. */
  static final Comparator<Address> ORDER =
      Comparator.comparing(Address::user, UserId::compare)
          .thenComparingInt(address -> address.device().value());
}
