package signalchat;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import org.signal.libsignal.protocol.IdentityKey;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.ECPublicKey;
import org.signal.libsignal.protocol.kem.KEMPublicKey;
import org.signal.libsignal.protocol.state.PreKeyBundle;
import signalchat.wire.DeviceKeys;
import signalchat.wire.OneTimeKeys;
import signalchat.wire.Owner;
import signalchat.wire.PublicPreKey;

/** The keys that the server hands out, as libsignal takes them. */
final class Bundles {
  private Bundles() {}

  /**
   * With the one-time keys or, without these, with the last-resort Kyber key.
   *
   * @throws FalseKeysException unless the user has signed all keys for this device and this
   *     registration
   */
  static PreKeyBundle open(byte[] userId, org.messagingserver.protocol.PreKeyBundle served) {
    try {
      return bundle(userId, served);
    } catch (InvalidProtocolBufferException | InvalidKeyException e) {
      throw new FalseKeysException(e);
    }
  }

  private static PreKeyBundle bundle(
      byte[] userId, org.messagingserver.protocol.PreKeyBundle served)
      throws InvalidProtocolBufferException, InvalidKeyException {
    Device device = Device.of(served.address());
    int registrationId = served.registrationId();
    var keys =
        DeviceKeys.parseFrom(Signed.DEVICE_KEYS.verified(userId, served.signedPreKey().getBytes()));
    requireOf(device, registrationId, userId, keys.getOwner());
    ECPublicKey oneTimeKey = null;
    int oneTimeKeyId = PreKeyBundle.NULL_PRE_KEY_ID;
    PublicPreKey kyber = keys.getLastResortKyber();
    if (served.oneTimePreKey().length() > 0) {
      byte[] bytes = served.oneTimePreKey().getBytes();
      var once = OneTimeKeys.parseFrom(Signed.ONE_TIME_KEYS.verified(userId, bytes));
      requireOf(device, registrationId, userId, once.getOwner());
      oneTimeKey = ecKey(once.getEc());
      oneTimeKeyId = once.getEc().getId();
      kyber = once.getKyber();
    }
    return new PreKeyBundle(
        registrationId,
        device.deviceId(),
        oneTimeKeyId,
        oneTimeKey,
        keys.getEc().getId(),
        ecKey(keys.getEc()),
        keys.getEc().getSignature().toByteArray(),
        new IdentityKey(userId),
        kyber.getId(),
        new KEMPublicKey(kyber.getPublicKey().toByteArray()),
        kyber.getSignature().toByteArray());
  }

  private static void requireOf(Device device, int registrationId, byte[] userId, Owner owner) {
    if (!device.isOf(userId)
        || !Names.isDeviceId(device.deviceId())
        || !Arrays.equals(owner.getUserID().toByteArray(), userId)
        || owner.getDeviceID() != device.deviceId()
        || owner.getRegistrationID() != registrationId) {
      throw new FalseKeysException(null);
    }
  }

  private static ECPublicKey ecKey(PublicPreKey key) throws InvalidKeyException {
    return new ECPublicKey(key.getPublicKey().toByteArray());
  }
}
