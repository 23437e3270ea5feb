package org.messagingserver.prekeys;

import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * The registration of a device.
 *
 * @param oneTimePreKeys in the order given; the last is the first to be handed out
 */
public record Registration(int registrationId, Buffer signedPreKey, List<Buffer> oneTimePreKeys) {
  private static final int ID_BYTES = Integer.BYTES;

  /** The plaintext of the device's row: the registrationID, then the signedPreKey. */
  byte[] deviceBytes() {
    return Buffer.buffer(ID_BYTES + signedPreKey.length())
        .appendInt(registrationId)
        .appendBuffer(signedPreKey)
        .getBytes();
  }

  static int registrationId(Buffer deviceBytes) {
    return deviceBytes.getInt(0);
  }

  static Buffer signedPreKey(Buffer deviceBytes) {
    return deviceBytes.getBuffer(ID_BYTES, deviceBytes.length());
  }
}
