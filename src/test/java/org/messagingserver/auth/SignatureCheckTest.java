package org.messagingserver.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.auth.Verifiers.acceptEd25519;

import com.google.crypto.tink.subtle.Ed25519Sign;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What one library lets in, the other does too: where it runs decides about speed alone. */
class SignatureCheckTest {
  private final Random random = new Random(1);

  @Test
  void takesTheFasterWhereItRuns() {
    assertThat(SignatureCheck.fastest()).isInstanceOf(ConscryptCheck.class);
  }

  @Test
  void agreesOnSignatures() throws GeneralSecurityException {
    for (int i = 0; i < 200; i++) {
      Ed25519Sign.KeyPair keys = Ed25519Sign.KeyPair.newKeyPair();
      byte[] message = bytes(random.nextInt(300));
      byte[] signature = new Ed25519Sign(keys.getPrivateKey()).sign(message);

      assertThat(acceptEd25519(keys.getPublicKey(), message, signature)).isTrue();
      assertThat(acceptEd25519(keys.getPublicKey(), message, changed(signature))).isFalse();
      assertThat(acceptEd25519(changed(keys.getPublicKey()), message, signature)).isFalse();
    }
  }

  @Test
  void agreesOnWhatIsNoSignatureAtAll() {
    for (int length = 0; length < 200; length++) {
      assertThat(acceptEd25519(bytes(32), bytes(10), bytes(length))).isFalse();
    }
  }

  private byte[] changed(byte[] bytes) {
    byte[] changed = Arrays.copyOf(bytes, bytes.length);
    changed[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return changed;
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
