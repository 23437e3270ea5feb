package org.messagingserver.tools.bench;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.IntSupplier;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.messagingserver.auth.SignatureVerifier;
import org.messagingserver.client.Identity;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.SealPurpose;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.UserId;
import org.messagingserver.tools.bench.load.PreparedMessage;

/** Rows for the cost of encryption before a message is stored, and of signatures. */
final class CryptoRows {
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int LOGIN_BYTES = 73;
  private static final String VALID = "accepting a valid one";
  private static final String BARE = "bare AES-256-GCM";

  static final List<Row> ROWS =
      List.of(
          new Row("seal", "sealing a message, one thread", CryptoRows::sealing, List.of()),
          new Row("hash", "hashing an Address, one thread", CryptoRows::hashing, List.of()),
          new Row(
              "refused-login",
              "refusing a forged login, one thread",
              CryptoRows::refusing,
              List.of(Target.atMost(3, Metric.SERVER_CPU, VALID))));

  private CryptoRows() {}

  private static List<Contender> sealing(BenchmarkEnvironment environment) {
    Encryption encryption = Encryption.open(environment.configurations().encryption());
    HashedAddress owner = encryption.hash(somebody());
    byte[] content = new byte[PreparedMessage.CONTENT_BYTES];
    return List.of(
        new Contender(
            "server",
            new ThreadTrial(() -> encryption.seal(SealPurpose.MESSAGE, owner, content).length)),
        new Contender(BARE, new ThreadTrial(bare(content))));
  }

  private static List<Contender> hashing(BenchmarkEnvironment environment) {
    Encryption encryption = Encryption.open(environment.configurations().encryption());
    Address address = somebody();
    return List.of(
        new Contender("server", new ThreadTrial(() -> encryption.hash(address).device().value())));
  }

  /** The costliest that a forger can send: both checks of the signature run. */
  private static List<Contender> refusing(BenchmarkEnvironment environment) {
    byte[] seed = new byte[Identity.PRIVATE_KEY_LENGTH];
    // Its public key is a point of Curve25519 as well, so that no check stops early.
    seed[0] = 11;
    Identity identity = Identity.ofPrivateKey(seed);
    byte[] login = new byte[LOGIN_BYTES];
    byte[] valid = identity.signature(login);
    byte[] forged = valid.clone();
    forged[0] ^= 1;
    return List.of(
        new Contender("server", new ThreadTrial(verifying(identity.userId(), login, forged))),
        new Contender(VALID, new ThreadTrial(verifying(identity.userId(), login, valid))));
  }

  /** Is always 1 or more, as a trial demands. */
  private static IntSupplier verifying(UserId user, byte[] login, byte[] signature) {
    return () -> SignatureVerifier.verifies(user, login, signature) ? 2 : 1;
  }

  private static Address somebody() {
    return new Address(Identity.generate().userId(), new DeviceId(1));
  }

  /** The JDK's AES-GCM with one key, without padding or owner. */
  private static IntSupplier bare(byte[] content) {
    SecureRandom random = new SecureRandom();
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    SecretKeySpec secret = new SecretKeySpec(key, "AES");
    return () -> {
      try {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, secret, new GCMParameterSpec(TAG_BITS, nonce));
        return cipher.doFinal(content).length;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java has AES-GCM", e);
      }
    };
  }
}
