package org.messagingserver.protocol;

import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A secret that a recipient gives to its contacts. Devices register the SHA-256 hashes of their
 * tokens; a sender that names one of the tokens is no stranger to them.
 *
 * @param value {@link #BYTES} bytes
 */
public record DeliveryToken(Buffer value) {
  /** The length of a token, and of its hash. */
  public static final int BYTES = 32;

  /** Checks the length. */
  public DeliveryToken {
    if (value.length() != BYTES) {
      throw new InvalidFieldException("a delivery token is not 32 bytes");
    }
  }

  /** Its SHA-256 hash, as a device registers it. */
  public Buffer hash() {
    try {
      return Buffer.buffer(MessageDigest.getInstance("SHA-256").digest(value.getBytes()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Never shows the token. */
  @Override
  public String toString() {
    return "DeliveryToken[hidden]";
  }
}
