package org.messagingserver.prekeys;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import org.messagingserver.protocol.Admission;

/**
 * The registration of a device.
 *
 * @param oneTimePreKeys in the order given; the last is the first to be handed out
 * @param admission who may reach the device from now on; empty, that stays as it is
 */
public record Registration(
    int registrationId,
    Buffer signedPreKey,
    List<Buffer> oneTimePreKeys,
    Optional<Admission> admission) {
  private static final int ID_BYTES = Integer.BYTES;

  /** Leaves who may reach the device as it is. */
  public Registration(int registrationId, Buffer signedPreKey, List<Buffer> oneTimePreKeys) {
    this(registrationId, signedPreKey, oneTimePreKeys, Optional.empty());
  }

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
