package org.messagingserver.protocol;

import java.security.MessageDigest;
import java.security.SecureRandom;

/** The bytes that bind a login to one connection. Compared in constant time, never printed. */
public final class Nonce {
  /** Length of the server's nonces in bytes. */
  public static final int LENGTH = 32;

  private final byte[] bytes;

  /** A received nonce, of any length. */
  public Nonce(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /** A fresh nonce of {@value #LENGTH} bytes. */
  public static Nonce fresh(SecureRandom random) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return new Nonce(bytes);
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Nonce that && MessageDigest.isEqual(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return bytes.length;
  }

  @Override
  public String toString() {
    return "Nonce[hidden]";
  }
}
