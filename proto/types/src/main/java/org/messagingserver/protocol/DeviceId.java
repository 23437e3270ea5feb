package org.messagingserver.protocol;

/** Number of a device, among those of its user. */
public final class DeviceId {
  private final int value;

  /**
   * The device with this number.
   *
   * @param value the 32 bits of the protocol's {@code uint32}, unsigned
   */
  public DeviceId(int value) {
    this.value = value;
  }

  /** The 32 bits of the protocol's {@code uint32}, unsigned. */
  public int value() {
    return value;
  }

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

  @Override
  public boolean equals(Object other) {
    return other instanceof DeviceId && value == ((DeviceId) other).value;
  }

  @Override
  public int hashCode() {
    return Integer.hashCode(value);
  }

  /** Never reveals the deviceID. */
  @Override
  public String toString() {
    return "DeviceId[hidden]";
  }
}
