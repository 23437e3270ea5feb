package org.messagingserver.tools.smoke;

import static java.math.BigInteger.ONE;
import static java.math.BigInteger.TWO;

import io.vertx.core.buffer.Buffer;
import java.math.BigInteger;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.messagingserver.client.Identity;
import org.messagingserver.client.Signer;
import org.messagingserver.protocol.UserId;

/**
 * A user of the Signal Protocol, made from an Ed25519 key: u = (1 + y) / (1 − y) is the same point
 * on Curve25519, and the Ed25519 signature with the sign of x in its highest bit is the XEdDSA
 * signature.
 *
 * <p>Source: RFC 7748, section 4.1.
 */
final class SignalSigner implements Signer {
  private static final BigInteger P = TWO.pow(255).subtract(BigInteger.valueOf(19));
  private static final int KEY_BYTES = UserId.LENGTH - 1;
  private static final int SIGN_OF_X = 0x80;

  private final Identity identity = Identity.generate();
  private final byte[] key = identity.userId().publicKey();

  @Override
  public UserId userId() {
    BigInteger y = new BigInteger(1, reversed(key)).clearBit(8 * KEY_BYTES - 1);
    BigInteger u = ONE.add(y).multiply(ONE.subtract(y).modInverse(P)).mod(P);
    byte[] bigEndian = u.toByteArray();
    byte[] padded = new byte[KEY_BYTES];
    System.arraycopy(bigEndian, 0, padded, KEY_BYTES - bigEndian.length, bigEndian.length);
    return UserId.ofPublicKey(reversed(padded));
  }

  @Override
  public CompletionStage<byte[]> sign(byte[] login) {
    byte[] signature = identity.signature(login);
    signature[signature.length - 1] |= (byte) (key[KEY_BYTES - 1] & SIGN_OF_X);
    return CompletableFuture.completedFuture(signature);
  }

  private static byte[] reversed(byte[] bytes) {
    Buffer reversed = Buffer.buffer(bytes.length);
    for (int i = bytes.length - 1; i >= 0; i--) {
      reversed.appendByte(bytes[i]);
    }
    return reversed.getBytes();
  }
}
