package org.messagingserver.auth;

import com.google.crypto.tink.subtle.Ed25519Verify;
import java.security.GeneralSecurityException;

/** Tink's own, in Java: runs anywhere. */
final class TinkCheck implements SignatureCheck {
  @Override
  public boolean verifies(byte[] publicKey, byte[] message, byte[] signature) {
    try {
      new Ed25519Verify(publicKey).verify(signature, message);
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
