package org.messagingserver.protocol;

import java.util.Comparator;

/**
 * One device of one user: the destination of messages, and the identity of an authenticated
 * connection.
 */
public final class Address {
  /** Any order, in which equal ones are together. */
  static final Comparator<Address> ORDER =
      Comparator.comparing(Address::user, UserId::compare)
          .thenComparingInt(address -> address.device().value());

  private final UserId user;
  private final DeviceId device;

  /** The address of this device of this user. */
  public Address(UserId user, DeviceId device) {
    this.user = user;
    this.device = device;
  }

  /** The user. */
  public UserId user() {
    return user;
  }

  /** The user's device. */
  public DeviceId device() {
    return device;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Address
        && user.equals(((Address) other).user)
        && device.equals(((Address) other).device);
  }

  @Override
  public int hashCode() {
    return 31 * user.hashCode() + device.hashCode();
  }

  /** Never reveals the user or the device. */
  @Override
  public String toString() {
    return "Address[hidden]";
  }
}
