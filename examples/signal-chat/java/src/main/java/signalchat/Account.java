package signalchat;

import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.messagingserver.client.Signer;
import org.messagingserver.protocol.UserId;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.InvalidKeyException;
import signalchat.Journal.Transaction;

/**
 * One device of one user: the identity key, which all devices of the user share, and the numbers of
 * this device.
 */
record Account(IdentityKeyPair identity, int deviceId, int registrationId) {
  /** libsignal has 14 bits for a registration id. */
  private static final int REGISTRATION_IDS = 0x4000;

  private static final SecureRandom RANDOM = new SecureRandom();

  Account {
    if (!Names.isDeviceId(deviceId) || registrationId < 1 || registrationId >= REGISTRATION_IDS) {
      throw new IllegalArgumentException(
          "a device has a number from 1 to 127, and a registration id from 1 to 16383");
    }
  }

  /**
   * A device without any state: a new user, a linked device, or one that was restored.
   *
   * @param former the registration id that it had, or 0; the new one differs, and this tells others
   *     that all sessions have ended
   */
  static Account begin(IdentityKeyPair identity, int deviceId, int former) {
    int registrationId = former;
    while (registrationId == former) {
      registrationId = RANDOM.nextInt(1, REGISTRATION_IDS);
    }
    return new Account(identity, deviceId, registrationId);
  }

  /** Null if the state has none. */
  static Account load(Transaction transaction) {
    if (!transaction.has("identity")) {
      return null;
    }
    return new Account(
        identity(transaction.bytes("identity")),
        Integer.parseInt(transaction.get("device-id")),
        Integer.parseInt(transaction.get("registration-id")));
  }

  static IdentityKeyPair identity(byte[] bytes) {
    try {
      return new IdentityKeyPair(bytes);
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("this is not an identity key", e);
    }
  }

  void save(Transaction transaction) {
    transaction.set("identity", identity.serialize());
    transaction.set("device-id", String.valueOf(deviceId));
    transaction.set("registration-id", String.valueOf(registrationId));
  }

  byte[] userId() {
    return identity.getPublicKey().serialize();
  }

  Device device() {
    return new Device(userId(), deviceId);
  }

  /** Logs the user in. libsignal signs with XEdDSA, which the server accepts. */
  Signer signer() {
    return new Signer() {
      @Override
      public UserId userId() {
        return UserId.of(Account.this.userId());
      }

      @Override
      public CompletionStage<byte[]> sign(byte[] login) {
        return CompletableFuture.completedFuture(identity.getPrivateKey().calculateSignature(login));
      }
    };
  }
}
