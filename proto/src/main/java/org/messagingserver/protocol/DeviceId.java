package org.messagingserver.protocol;

/**
 * Number of a device, among those of its user.
 *
 * @param value the 32 bits of the protocol's {@code uint32}, unsigned
 */
public record DeviceId(int value) {
  /** The unsigned value, 0 to 2³² − 1. */
  public long asLong() {
    return Integer.toUnsignedLong(value);
  }

  /**
   * The device with this number, between 0 and 2³² − 1.
   *
   * @throws IllegalArgumentException for any other number
   */
  public static DeviceId of(long number) {
    if (number >>> Integer.SIZE != 0) {
      throw new IllegalArgumentException("a deviceID must be an unsigned 32-bit number");
    }
    return new DeviceId((int) number);
  }

  /** Never reveals the deviceID. */
  @Override
  public String toString() {
    return "DeviceId[hidden]";
  }
}
