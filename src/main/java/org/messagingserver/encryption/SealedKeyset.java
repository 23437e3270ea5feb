package org.messagingserver.encryption;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.subtle.AesGcmJce;
import io.vertx.core.json.JsonObject;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A keyset under a passphrase: anyone who reads the file without it learns the keyset's id, and can
 * only guess. The key is PBKDF2 of the passphrase, slow on purpose and in every JDK on every
 * system; the keyset is under AES-256-GCM, which vouches for all that stands beside it too.
 *
 * @param id of the keyset, so that an operator can tell files apart
 * @param rounds of PBKDF2
 * @param salt in Base64, as is {@code sealed}
 */
record SealedKeyset(UUID id, int rounds, String salt, String sealed) {
  /** As many as take a third of a second; OWASP asks for 210,000 at least. */
  static final int ROUNDS = 300_000;

  private static final String DERIVATION = "PBKDF2WithHmacSHA512";
  private static final int MAX_ROUNDS = 10_000_000;
  private static final int SALT_BYTES = 16;
  private static final int KEY_BITS = 256;

  static SealedKeyset seal(Keyset keys, Passphrase passphrase, int rounds) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    SealedKeyset empty = new SealedKeyset(keys.id(), rounds, base64(salt), "");
    try {
      byte[] sealed = empty.cipher(passphrase).encrypt(keys.text().getBytes(UTF_8), empty.header());
      return new SealedKeyset(empty.id, rounds, empty.salt, base64(sealed));
    } catch (GeneralSecurityException e) {
      throw new EncryptionException("cannot be sealed: " + e.getClass().getSimpleName());
    }
  }

  /**
   * Gives the keyset back.
   *
   * @throws EncryptionException where this is not the passphrase
   */
  Keyset open(Passphrase passphrase) {
    try {
      byte[] text = cipher(passphrase).decrypt(bytes(sealed), header());
      return Keyset.parse(new String(text, UTF_8));
    } catch (GeneralSecurityException e) {
      throw new EncryptionException(
          "is not opened by this passphrase: another one has sealed it, or the file is damaged");
    }
  }

  private AesGcmJce cipher(Passphrase passphrase) throws GeneralSecurityException {
    PBEKeySpec derivation = new PBEKeySpec(passphrase.characters(), bytes(salt), rounds, KEY_BITS);
    try {
      return new AesGcmJce(
          SecretKeyFactory.getInstance(DERIVATION).generateSecret(derivation).getEncoded());
    } finally {
      derivation.clearPassword();
    }
  }

  /** The header of the keyset, in bytes that do not depend on a JSON writer. */
  private byte[] header() {
    return String.join(" ", id.toString(), DERIVATION, Integer.toString(rounds), salt)
        .getBytes(UTF_8);
  }

  static boolean isSealedKeyset(JsonObject json) {
    return json.containsKey("sealed");
  }

  /**
   * Reads what {@link #text} gave.
   *
   * @throws EncryptionException when it is anything else
   */
  static SealedKeyset parse(JsonObject json) {
    try {
      SealedKeyset read =
          new SealedKeyset(
              UUID.fromString(json.getString("id")),
              json.getInteger("rounds"),
              json.getString("salt"),
              json.getString("sealed"));
      if (read.isSane() && read.json().equals(json)) {
        return read;
      }
    } catch (RuntimeException e) {
      // Reported below: what JSON, UUID or Base64 say may quote the file.
    }
    throw Keyset.damaged();
  }

  private boolean isSane() {
    return rounds > 0
        && rounds <= MAX_ROUNDS
        && bytes(salt).length == SALT_BYTES
        && bytes(sealed).length > 0;
  }

  String text() {
    return json().encodePrettily();
  }

  private JsonObject json() {
    return new JsonObject()
        .put("id", id.toString())
        .put("derivation", DERIVATION)
        .put("rounds", rounds)
        .put("salt", salt)
        .put("sealed", sealed);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] bytes(String base64) {
    return Base64.getDecoder().decode(base64);
  }
}
