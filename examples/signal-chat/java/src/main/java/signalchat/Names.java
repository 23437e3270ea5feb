package signalchat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.signal.libsignal.protocol.ServiceId.Aci;
import org.signal.libsignal.protocol.SignalProtocolAddress;

/**
 * The name of a user in libsignal: a UUID made from the userID, which is the identity key. So a
 * name belongs to one key, and anyone can check whether the two belong together.
 */
final class Names {
  private static final byte[] CONTEXT = "example.org signal-chat name 1\0".getBytes(UTF_8);
  private static final int LAST_DEVICE_ID = 127;

  private Names() {}

  static Aci of(byte[] userId) {
    ByteBuffer hash = ByteBuffer.wrap(Bytes.sha256(CONTEXT, userId));
    return new Aci(new UUID(hash.getLong(), hash.getLong()));
  }

  static SignalProtocolAddress address(Device device) {
    return new SignalProtocolAddress(of(device.userId()), device.deviceId());
  }

  /** Whether libsignal accepts this number of a device. The server would take any uint32. */
  static boolean isDeviceId(int number) {
    return number >= 1 && number <= LAST_DEVICE_ID;
  }
}
