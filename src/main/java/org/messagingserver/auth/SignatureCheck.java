package org.messagingserver.auth;

/**
 * One library's check of an Ed25519 signature. Knows nothing of {@link ForgeableKeys}, which each
 * of them accepts.
 *
 * <p>Source: RFC 8032, section 5.1.7.
 */
interface SignatureCheck {

  /**
   * Whether the signature is valid: S is below the order of the group, and R is byte for byte the
   * point that follows from S, message and key, without a cofactor. Never throws: bytes of any
   * length and content are either valid or not.
   *
   * @param publicKey 32 bytes
   */
  boolean verifies(byte[] publicKey, byte[] message, byte[] signature);

  /** The fastest that runs on this machine. */
  static SignatureCheck fastest() {
    return ConscryptCheck.ifAvailable().orElseGet(TinkCheck::new);
  }
}
