package org.messagingserver.wire;

import com.google.protobuf.ByteString;
import org.messagingserver.identity.Address;
import org.messagingserver.identity.DeviceId;
import org.messagingserver.identity.UserId;

/** Addresses to and from protobuf. */
final class Addresses {
  private Addresses() {}

  static Address decode(org.messagingserver.wire.proto.Address address) {
    return new Address(userId(address.getUserID()), new DeviceId(address.getDeviceID()));
  }

  static UserId userId(ByteString bytes) {
    return UserId.of(bytes.toByteArray());
  }

  static org.messagingserver.wire.proto.Address encode(Address address) {
    return org.messagingserver.wire.proto.Address.newBuilder()
        .setUserID(ByteString.copyFrom(address.user().bytes()))
        .setDeviceID(address.device().value())
        .build();
  }
}
