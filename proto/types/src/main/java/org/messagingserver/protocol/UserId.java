package org.messagingserver.protocol;

import java.util.Arrays;

/**
 * The 33 bytes that identify a user and contain its public key: the type byte {@code 0x05}, then
 * the 32 bytes of an Ed25519 public key (RFC 8032), or of a Curve25519 public key (RFC 7748) as
 * libsignal serializes it. Nothing tells which. Only the format is checked here; the {@code auth}
 * package decides whether the key may log in.
 *
 * <p>Source: {@code userID} of the message {@code Address}.
 */
public final class UserId {
  /** Length of a userID in bytes. */
  public static final int LENGTH = 33;

  /** First byte of every userID. */
  public static final byte TYPE = 0x05;

  private final byte[] bytes;

  private UserId(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Checks and copies the 33 bytes of a userID.
   *
   * @throws InvalidUserIdException if they are not 33 or do not begin with {@link #TYPE}
   */
  public static UserId of(byte[] bytes) {
    if (bytes.length != LENGTH || bytes[0] != TYPE) {
      throw new InvalidUserIdException();
    }
    return new UserId(bytes.clone());
  }

  /** The userID of a 32-byte public key. */
  public static UserId ofPublicKey(byte[] publicKey) {
    if (publicKey.length != LENGTH - 1) {
      throw new InvalidUserIdException();
    }
    byte[] bytes = new byte[LENGTH];
    bytes[0] = TYPE;
    System.arraycopy(publicKey, 0, bytes, 1, publicKey.length);
    return new UserId(bytes);
  }

  /** A copy of the 33 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** A copy of the 32 bytes of the public key. */
  public byte[] publicKey() {
    return Arrays.copyOfRange(bytes, 1, LENGTH);
  }

  /** The order of their bytes. */
  static int compare(UserId one, UserId other) {
    // Not Arrays.compare, which Android has since API level 33 only.
    for (int i = 0; i < LENGTH; i++) {
      if (one.bytes[i] != other.bytes[i]) {
        return Byte.compare(one.bytes[i], other.bytes[i]);
      }
    }
    return 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UserId && Arrays.equals(bytes, ((UserId) other).bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Never reveals the userID. */
  @Override
  public String toString() {
    return "UserId[hidden]";
  }
}
