package org.messagingserver.encryption;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.jwt.JwtEcdsaParameters;
import com.google.crypto.tink.jwt.JwtEcdsaPublicKey;
import com.google.crypto.tink.subtle.EllipticCurves;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The keys by which push services know this deployment (RFC 8292), oldest first. A subscription is
 * bound to the key that it was made with: so one is added, and none is ever taken away.
 */
record VapidKeys(Optional<KeysetHandle> keys) {
  /** Of a keyset from before there were any. */
  static final VapidKeys NONE = new VapidKeys(Optional.empty());

  /** ES256, whose header names no key: RFC 8292 states the key beside the token. */
  private static final JwtEcdsaParameters KIND = kind();

  static VapidKeys generate() throws GeneralSecurityException {
    return NONE.added();
  }

  private static JwtEcdsaParameters kind() {
    try {
      return JwtEcdsaParameters.builder()
          .setAlgorithm(JwtEcdsaParameters.Algorithm.ES256)
          .setKidStrategy(JwtEcdsaParameters.KidStrategy.IGNORED)
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Tink has no ES256", e);
    }
  }

  /** With one more, which devices subscribe with from now on. */
  VapidKeys added() throws GeneralSecurityException {
    KeysetHandle.Builder changed =
        keys.map(KeysetHandle::newBuilder)
            .orElseGet(KeysetHandle::newBuilder)
            .setConfiguration(TinkKeysets.registry());
    return new VapidKeys(
        Optional.of(
            changed
                .addEntry(
                    KeysetHandle.generateEntryFromParameters(KIND).withRandomId().makePrimary())
                .build()));
  }

  /** For signing, newest first. */
  List<VapidKey> list() throws GeneralSecurityException {
    List<VapidKey> list = new ArrayList<>();
    if (keys.isPresent()) {
      KeysetHandle all = keys.get();
      KeysetHandle open = all.getPublicKeysetHandle();
      for (int index = all.size() - 1; index >= 0; index--) {
        list.add(key(all.getAt(index), open.getAt(index)));
      }
    }
    return list;
  }

  @AccessesPartialKey
  private static VapidKey key(KeysetHandle.Entry secret, KeysetHandle.Entry open)
      throws GeneralSecurityException {
    KeysetHandle alone =
        KeysetHandle.newBuilder()
            .setConfiguration(TinkKeysets.registry())
            .addEntry(
                KeysetHandle.importKey(secret.getKey()).withFixedId(secret.getId()).makePrimary())
            .build();
    byte[] point =
        EllipticCurves.pointEncode(
            EllipticCurves.CurveType.NIST_P256,
            EllipticCurves.PointFormatType.UNCOMPRESSED,
            ((JwtEcdsaPublicKey) open.getKey()).getPublicPoint());
    return new VapidKey(point, TinkKeysets.jwtSigner(alone));
  }
}
