package org.messagingserver.encryption;

import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.jwt.JwtPublicKeySign;
import com.google.crypto.tink.jwt.JwtSignatureConfig;
import com.google.crypto.tink.prf.PrfConfig;
import io.vertx.core.json.JsonObject;
import java.security.GeneralSecurityException;

/** Tink's keysets, made, read and written with the keys in the open: the file's seal is ours. */
final class TinkKeysets {
  private TinkKeysets() {}

  static KeysetHandle generate(Parameters kind) throws GeneralSecurityException {
    return KeysetHandle.generateNew(kind, registry());
  }

  static KeysetHandle parse(JsonObject json) throws GeneralSecurityException {
    return TinkJsonProtoKeysetFormat.parseKeyset(
        json.encode(), registry(), InsecureSecretKeyAccess.get());
  }

  static JsonObject json(KeysetHandle keys) throws GeneralSecurityException {
    return new JsonObject(
        TinkJsonProtoKeysetFormat.serializeKeyset(keys, registry(), InsecureSecretKeyAccess.get()));
  }

  static <P> P primitive(KeysetHandle keys, Class<P> kind) throws GeneralSecurityException {
    return keys.getPrimitive(registry(), kind);
  }

  static JwtPublicKeySign jwtSigner(KeysetHandle keys) throws GeneralSecurityException {
    return keys.getPrimitive(registry(), JwtPublicKeySign.class);
  }

  static Configuration registry() throws GeneralSecurityException {
    PrfConfig.register();
    AeadConfig.register();
    JwtSignatureConfig.register();
    return RegistryConfiguration.get();
  }
}
