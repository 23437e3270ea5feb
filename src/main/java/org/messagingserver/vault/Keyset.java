package org.messagingserver.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.PrfConfig;
import com.google.crypto.tink.prf.PrfSet;
import io.vertx.core.json.JsonObject;
import java.security.GeneralSecurityException;
import java.util.UUID;

/**
 * All secret keys of a deployment. Written as one JSON object: an {@code id}, and a Tink keyset for
 * each of {@code hash}, {@code fingerprint} and {@code seal}.
 *
 * <p>The key for {@code hash} is permanent, since what it gives are primary keys. {@code seal} may
 * be rotated by adding a key to it: a sealed value tells by its prefix which key opens it.
 *
 * @param id random, told to the database, so that a node with other keys is noticed
 */
record Keyset(UUID id, PrfSet hash, PrfSet fingerprint, Aead seal) {

  /** The JSON of new keys. */
  static String generate() {
    try {
      return new JsonObject()
          .put("id", UUID.randomUUID().toString())
          .put("hash", newKey(PredefinedPrfParameters.HMAC_SHA256_PRF))
          .put("fingerprint", newKey(PredefinedPrfParameters.HMAC_SHA256_PRF))
          .put("seal", newKey(PredefinedAeadParameters.XAES_256_GCM_192_BIT_NONCE))
          .encodePrettily();
    } catch (GeneralSecurityException e) {
      throw new VaultException("keys cannot be made: " + e.getClass().getSimpleName());
    }
  }

  /**
   * Reads what {@link #generate} gave.
   *
   * @throws VaultException when it is anything else
   */
  static Keyset parse(String text) {
    try {
      JsonObject json = new JsonObject(text);
      return new Keyset(
          UUID.fromString(json.getString("id")),
          primitive(json, "hash", PrfSet.class),
          primitive(json, "fingerprint", PrfSet.class),
          primitive(json, "seal", Aead.class));
    } catch (GeneralSecurityException | RuntimeException e) {
      // Whatever JSON, UUID or Tink cannot read is the same to an operator, and what they say of it
      // may quote the keys.
      throw new VaultException("holds no keyset, or a damaged one");
    }
  }

  private static Configuration registry() throws GeneralSecurityException {
    PrfConfig.register();
    AeadConfig.register();
    return RegistryConfiguration.get();
  }

  private static JsonObject newKey(Parameters kind) throws GeneralSecurityException {
    Configuration registry = registry();
    KeysetHandle key = KeysetHandle.generateNew(kind, registry);
    return new JsonObject(
        TinkJsonProtoKeysetFormat.serializeKeyset(key, registry, InsecureSecretKeyAccess.get()));
  }

  private static <P> P primitive(JsonObject json, String key, Class<P> kind)
      throws GeneralSecurityException {
    Configuration registry = registry();
    return TinkJsonProtoKeysetFormat.parseKeyset(
            json.getJsonObject(key).encode(), registry, InsecureSecretKeyAccess.get())
        .getPrimitive(registry, kind);
  }
}
