package org.messagingserver.encryption;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/** What a push service makes of a token, by RFC 7515 and the JDK alone. */
public final class VapidToken {
  private static final int COORDINATE = 32;

  private VapidToken() {}

  /** The claims of a token that the key has signed and that has not expired. */
  public static Map<String, Object> verified(String token, Buffer publicKey)
      throws GeneralSecurityException {
    String[] parts = token.split("\\.", -1);
    assertThat(parts).hasSize(3);
    assertThat(json(parts[0])).isEqualTo(new JsonObject().put("alg", "ES256").put("typ", "JWT"));
    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initVerify(key(publicKey));
    signature.update((parts[0] + '.' + parts[1]).getBytes(US_ASCII));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
    JsonObject claims = json(parts[1]);
    assertThat(Instant.ofEpochSecond(claims.getLong("exp")))
        .isBetween(Instant.now(), Instant.now().plus(Duration.ofHours(24)));
    return claims.getMap();
  }

  private static JsonObject json(String part) {
    return new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(part)));
  }

  /** The key of an uncompressed point. */
  public static PublicKey key(Buffer point) throws GeneralSecurityException {
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(new ECGenParameterSpec("secp256r1"));
    return KeyFactory.getInstance("EC")
        .generatePublic(
            new ECPublicKeySpec(
                new ECPoint(coordinate(point, 1), coordinate(point, 1 + COORDINATE)),
                curve.getParameterSpec(ECParameterSpec.class)));
  }

  private static BigInteger coordinate(Buffer point, int start) {
    return new BigInteger(1, point.getBytes(start, start + COORDINATE));
  }
}
