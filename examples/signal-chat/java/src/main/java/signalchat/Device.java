package signalchat;

import java.util.Arrays;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.UserId;

/** One device of one user. */
record Device(byte[] userId, int deviceId) {

  static Device of(Address address) {
    return new Device(address.user().bytes(), address.device().value());
  }

  Address address() {
    return new Address(UserId.of(userId), DeviceId.of(deviceId));
  }

  boolean isOf(byte[] user) {
    return Arrays.equals(userId, user);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Device device && device.deviceId == deviceId && isOf(device.userId);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(userId) + deviceId;
  }

  @Override
  public String toString() {
    return "Device[hidden]";
  }
}
