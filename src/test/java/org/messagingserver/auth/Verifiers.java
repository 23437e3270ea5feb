package org.messagingserver.auth;

import static org.assertj.core.api.Assertions.assertThat;

/** What is decided with the one library, and with the other: the same, or the test fails. */
final class Verifiers {
  private static final SignatureCheck CONSCRYPT = ConscryptCheck.ifAvailable().orElseThrow();
  private static final SignatureCheck TINK = new TinkCheck();

  private Verifiers() {}

  /** Whether a login with this signature is let in. */
  static boolean letIn(byte[] key, byte[] message, byte[] signature) {
    boolean letIn = SignatureVerifier.verifies(CONSCRYPT, key, message, signature);
    assertThat(SignatureVerifier.verifies(TINK, key, message, signature)).isEqualTo(letIn);
    return letIn;
  }

  /** Whether it is an XEdDSA signature. */
  static boolean acceptXEdDsa(byte[] key, byte[] message, byte[] signature) {
    boolean accepted = XEdDsa.verifies(CONSCRYPT, key, message, signature);
    assertThat(XEdDsa.verifies(TINK, key, message, signature)).isEqualTo(accepted);
    return accepted;
  }

  /** Whether the libraries alone accept it as an Ed25519 signature. */
  static boolean acceptEd25519(byte[] key, byte[] message, byte[] signature) {
    boolean accepted = CONSCRYPT.verifies(key, message, signature);
    assertThat(TINK.verifies(key, message, signature)).isEqualTo(accepted);
    return accepted;
  }
}
