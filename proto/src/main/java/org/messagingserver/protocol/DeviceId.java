package org.messagingserver.protocol;

/**
 * Which of a user's devices; says nothing without the user.
 *
 * @param value the 32 bits of the protocol's {@code uint32}, to be read as unsigned
 */
public record DeviceId(int value) {
  /** The number that the protocol means, 0 to 2³² − 1. */
  public long asLong() {
    return Integer.toUnsignedLong(value);
  }

  /**
   * The device of a number between 0 and 2³² − 1.
   *
   * @throws IllegalArgumentException for any other number
   */
  public static DeviceId of(long number) {
    if (number >>> Integer.SIZE != 0) {
      throw new IllegalArgumentException("a deviceID has 32 bits");
    }
    return new DeviceId((int) number);
  }

  /** Says only that this is a deviceID, never which. */
  @Override
  public String toString() {
    return "DeviceId[hidden]";
  }
}
