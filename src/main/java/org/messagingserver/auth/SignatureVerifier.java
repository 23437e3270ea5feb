package org.messagingserver.auth;

import org.messagingserver.protocol.UserId;

/**
 * Lets in only who holds the private key of a userID: checks signatures by an Ed25519 key, and then
 * by a Curve25519 key, since nothing in a userID says which of the two it holds. Refuses the keys
 * with which anyone's signature verifies.
 *
 * <p>Source: RFC 8032, section 5.1.7; {@link XEdDsa}.
 */
public final class SignatureVerifier {
  private static final SignatureCheck CHECK = SignatureCheck.fastest();
  private static final int SIGNATURE_LENGTH = 64;

  private SignatureVerifier() {}

  /** Loads what a check needs. Blocks; call it off the event loop, before the first check. */
  public static void load() {
    byte[] key = new byte[UserId.LENGTH - 1];
    // u of the base point: neither check stops before it has seen the signature.
    key[0] = 9;
    verifies(CHECK, key, new byte[0], new byte[SIGNATURE_LENGTH]);
  }

  /**
   * Whether {@code signature} is a valid signature over exactly these bytes by the user's key.
   * Never throws: bytes of any length and content are either valid or not. A valid Ed25519
   * signature costs one check, anything else two at most.
   */
  public static boolean verifies(UserId user, byte[] message, byte[] signature) {
    return verifies(CHECK, user.publicKey(), message, signature);
  }

  static boolean verifies(SignatureCheck check, byte[] key, byte[] message, byte[] signature) {
    return signature.length == SIGNATURE_LENGTH
        && (isEd25519(check, key, message, signature)
            || XEdDsa.verifies(check, key, message, signature));
  }

  /** The highest bit is never set in an Ed25519 signature; XEdDSA keeps the sign of x there. */
  private static boolean isEd25519(
      SignatureCheck check, byte[] key, byte[] message, byte[] signature) {
    return signature[SIGNATURE_LENGTH - 1] >= 0
        && !ForgeableKeys.contains(key)
        && check.verifies(key, message, signature);
  }
}
