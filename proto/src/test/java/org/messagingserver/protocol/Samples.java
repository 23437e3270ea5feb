package org.messagingserver.protocol;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/** Values that the tests of this package send back and forth. */
final class Samples {
  static final UserId USER = UserId.ofPublicKey(filled(32, 9));
  static final Address ADDRESS = new Address(USER, DeviceId.of(4294967295L));
  static final Buffer EMPTY = Buffer.buffer();
  static final Buffer KEY = Buffer.buffer(filled(33, 5));
  static final Buffer LARGE = Buffer.buffer(filled(262_000, -1));

  private Samples() {}

  static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  /** Bytes that stand where a userID should. */
  static byte[][] misshapenUserIds() {
    return new byte[][] {{}, {5}, filled(32, 5), filled(34, 5), filled(33, 6), filled(5000, 5)};
  }
}
