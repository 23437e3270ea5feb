package org.messagingserver.auth;

import com.google.crypto.tink.subtle.Ed25519Verify;
import java.security.GeneralSecurityException;
import org.messagingserver.identity.UserId;

/**
 * Lets in only who holds the private key of a userID: checks Ed25519 signatures, and refuses the
 * keys with which anyone's signature verifies.
 *
 * <p>Source: RFC 8032, section 5.1.7.
 */
public final class SignatureVerifier {
  private SignatureVerifier() {}

  /**
   * Whether {@code signature} is a valid Ed25519 signature over exactly these bytes by the user's
   * key. Never throws: bytes of any length and content are either valid or not.
   */
  public static boolean verifies(UserId user, byte[] message, byte[] signature) {
    byte[] key = user.publicKey();
    if (ForgeableKeys.contains(key)) {
      return false;
    }
    try {
      new Ed25519Verify(key).verify(signature, message);
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
