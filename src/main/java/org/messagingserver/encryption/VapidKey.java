package org.messagingserver.encryption;

import com.google.crypto.tink.jwt.JwtPublicKeySign;
import com.google.crypto.tink.jwt.RawJwt;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;

/** One of the keys by which push services know this deployment (RFC 8292). For any thread. */
public final class VapidKey {
  /** RFC 8292 allows 24 hours; half of it bears with a clock that is wrong. */
  private static final Duration LIFETIME = Duration.ofHours(12);

  private final byte[] publicKey;
  private final JwtPublicKeySign signer;

  VapidKey(byte[] publicKey, JwtPublicKeySign signer) {
    this.publicKey = publicKey;
    this.signer = signer;
  }

  /** 65 bytes: the point on P-256, uncompressed. */
  public Buffer publicKey() {
    return Buffer.buffer(publicKey);
  }

  /** Names the key in the store: 4 bytes of the SHA-256 of its public part. */
  public int id() {
    return idOf(publicKey());
  }

  /** The {@link #id} of any key, known or not. */
  public static int idOf(Buffer publicKey) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(publicKey.getBytes()))
          .getInt();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /**
   * Makes a token of RFC 8292, in about a third of a millisecond.
   *
   * @param origin of the push service, like {@code https://push.example}
   * @param contact whom the push service may turn to, a {@code mailto:} or {@code https:} URI
   */
  public String token(String origin, String contact) {
    RawJwt claims =
        RawJwt.newBuilder()
            .setTypeHeader("JWT")
            .setAudience(origin)
            .setSubject(contact)
            .setExpiration(Instant.now().plus(LIFETIME))
            .build();
    try {
      return signer.signAndEncode(claims);
    } catch (GeneralSecurityException e) {
      throw new EncryptionException("ES256 failed: " + e.getClass().getSimpleName());
    }
  }
}
