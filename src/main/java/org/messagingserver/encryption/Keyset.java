package org.messagingserver.encryption;

import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.PrfSet;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.UUID;

/**
 * All secret keys of a deployment. Written as one JSON object: an {@code id}, and a Tink keyset for
 * each of {@code hash}, {@code fingerprint}, {@code seal} and, since wake-ups, {@code vapid}.
 *
 * <p>The keys for {@code hash} and {@code fingerprint} are permanent, since what they give are
 * primary keys. Those for {@code seal} rotate, see {@link SealingKeys}, and those for {@code
 * vapid}, see {@link VapidKeys}.
 *
 * @param id random, recorded in the database, so that a node with other keys is noticed; it never
 *     changes, even when sealing keys are added
 */
record Keyset(
    UUID id, KeysetHandle hash, KeysetHandle fingerprint, SealingKeys seal, VapidKeys vapid) {

  /** New keys. */
  static Keyset generate() {
    try {
      return new Keyset(
          UUID.randomUUID(),
          TinkKeysets.generate(PredefinedPrfParameters.HMAC_SHA256_PRF),
          TinkKeysets.generate(PredefinedPrfParameters.HMAC_SHA256_PRF),
          SealingKeys.generate(),
          VapidKeys.generate());
    } catch (GeneralSecurityException e) {
      throw generationFailed(e);
    }
  }

  /**
   * Reads what {@link #text} gave.
   *
   * @throws EncryptionException when it is anything else
   */
  static Keyset parse(String text) {
    try {
      return parse(new JsonObject(text));
    } catch (DecodeException e) {
      throw damaged();
    }
  }

  /** The same, from JSON. */
  static Keyset parse(JsonObject json) {
    try {
      Keyset keys =
          new Keyset(
              UUID.fromString(json.getString("id")),
              TinkKeysets.parse(json.getJsonObject("hash")),
              TinkKeysets.parse(json.getJsonObject("fingerprint")),
              new SealingKeys(TinkKeysets.parse(json.getJsonObject("seal"))),
              json.containsKey("vapid")
                  ? new VapidKeys(Optional.of(TinkKeysets.parse(json.getJsonObject("vapid"))))
                  : VapidKeys.NONE);
      keys.encryption();
      return keys;
    } catch (GeneralSecurityException | RuntimeException e) {
      // To an operator, all errors of JSON, UUID or Tink are the same, and their messages
      // may quote the keys.
      throw damaged();
    }
  }

  /** For whatever is not what it should be. */
  static EncryptionException damaged() {
    return new EncryptionException("holds no keyset, or a damaged one");
  }

  /** All of it in the open. */
  String text() {
    try {
      JsonObject json =
          new JsonObject()
              .put("id", id.toString())
              .put("hash", TinkKeysets.json(hash))
              .put("fingerprint", TinkKeysets.json(fingerprint))
              .put("seal", TinkKeysets.json(seal.keys()));
      if (vapid.keys().isPresent()) {
        json.put("vapid", TinkKeysets.json(vapid.keys().get()));
      }
      return json.encodePrettily();
    } catch (GeneralSecurityException e) {
      throw generationFailed(e);
    }
  }

  /** The encryption that uses the keys. */
  Encryption encryption() {
    try {
      return new Encryption(
          id,
          TinkKeysets.primitive(hash, PrfSet.class),
          TinkKeysets.primitive(fingerprint, PrfSet.class),
          seal,
          vapid.list());
    } catch (GeneralSecurityException e) {
      throw damaged();
    }
  }

  Keyset with(SealingKeys sealing) {
    return new Keyset(id, hash, fingerprint, sealing, vapid);
  }

  Keyset with(VapidKeys changed) {
    return new Keyset(id, hash, fingerprint, seal, changed);
  }

  private static EncryptionException generationFailed(GeneralSecurityException e) {
    return new EncryptionException("keys cannot be made: " + e.getClass().getSimpleName());
  }

  @Override
  public String toString() {
    return "Keyset[" + id + "]";
  }
}
