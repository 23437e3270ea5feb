package org.messagingserver.protocol;

import com.google.protobuf.ByteString;

/** Converts Addresses from and to protobuf. */
final class Addresses {
  private Addresses() {}

  static Address decode(org.messagingserver.protocol.proto.Address address) {
    return new Address(userId(address.getUserID()), new DeviceId(address.getDeviceID()));
  }

  static UserId userId(ByteString bytes) {
    return UserId.of(bytes.toByteArray());
  }

  static org.messagingserver.protocol.proto.Address encode(Address address) {
    return org.messagingserver.protocol.proto.Address.newBuilder()
        .setUserID(ByteString.copyFrom(address.user().bytes()))
        .setDeviceID(address.device().value())
        .build();
  }
}
