package org.messagingserver.testkit;

import com.google.crypto.tink.apps.webpush.WebPushHybridDecrypt;
import com.google.crypto.tink.subtle.EllipticCurves;
import com.google.crypto.tink.subtle.EllipticCurves.CurveType;
import com.google.crypto.tink.subtle.EllipticCurves.PointFormatType;
import io.vertx.core.buffer.Buffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;

/** The keys of a subscription, as a device has them. */
public final class PushDevice {
  private static final int AUTH_BYTES = 16;

  private final KeyPair keys;
  private final byte[] auth = new byte[AUTH_BYTES];

  public PushDevice() throws GeneralSecurityException {
    this.keys = EllipticCurves.generateKeyPair(CurveType.NIST_P256);
    new SecureRandom().nextBytes(auth);
  }

  /** The public key, 65 bytes. */
  public Buffer p256dh() throws GeneralSecurityException {
    return Buffer.buffer(
        EllipticCurves.pointEncode(
            CurveType.NIST_P256,
            PointFormatType.UNCOMPRESSED,
            ((ECPublicKey) keys.getPublic()).getW()));
  }

  public Buffer auth() {
    return Buffer.buffer(auth);
  }

  /** What a push says. */
  public Buffer open(Buffer body) throws GeneralSecurityException {
    return Buffer.buffer(
        new WebPushHybridDecrypt.Builder()
            .withRecipientPublicKey((ECPublicKey) keys.getPublic())
            .withRecipientPrivateKey((java.security.interfaces.ECPrivateKey) keys.getPrivate())
            .withAuthSecret(auth)
            .build()
            .decrypt(body.getBytes(), null));
  }
}
