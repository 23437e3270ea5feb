package org.messagingserver.client;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A secret that a recipient gives to its contacts. Devices register the SHA-256 hashes of their
 * tokens; a sender that names one of the tokens is no stranger to them.
 */
public final class DeliveryToken {
  /** The length of a token. */
  public static final int BYTES = 32;

  private final byte[] value;

  private DeliveryToken(byte[] value) {
    this.value = value;
  }

  /** The token with these {@link #BYTES} bytes. */
  public static DeliveryToken of(byte[] value) {
    if (value.length != BYTES) {
      throw new IllegalArgumentException("a delivery token is not 32 bytes");
    }
    return new DeliveryToken(value.clone());
  }

  /** A copy of the bytes. */
  public byte[] value() {
    return value.clone();
  }

  /** Its SHA-256 hash, as a device registers it. */
  byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(value);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DeliveryToken && Arrays.equals(value, ((DeliveryToken) other).value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  /** Never shows the token. */
  @Override
  public String toString() {
    return "DeliveryToken[hidden]";
  }
}
