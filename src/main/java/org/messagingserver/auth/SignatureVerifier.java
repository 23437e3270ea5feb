package org.messagingserver.auth;

import org.messagingserver.protocol.UserId;

/**
 * Lets in only who holds the private key of a userID: checks Ed25519 signatures, and refuses the
 * keys with which anyone's signature verifies.
 *
 * <p>Source: RFC 8032, section 5.1.7.
 */
public final class SignatureVerifier {
  private static final SignatureCheck CHECK = SignatureCheck.fastest();

  private SignatureVerifier() {}

  /** Loads what a check needs. Blocks; call it off the event loop, before the first check. */
  public static void load() {
    CHECK.verifies(new byte[UserId.LENGTH - 1], new byte[0], new byte[0]);
  }

  /**
   * Whether {@code signature} is a valid Ed25519 signature over exactly these bytes by the user's
   * key. Never throws: bytes of any length and content are either valid or not.
   */
  public static boolean verifies(UserId user, byte[] message, byte[] signature) {
    byte[] key = user.publicKey();
    return !ForgeableKeys.contains(key) && CHECK.verifies(key, message, signature);
  }
}
