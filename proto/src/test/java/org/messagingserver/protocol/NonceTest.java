package org.messagingserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class NonceTest {
  private final SecureRandom random = new SecureRandom();

  @Test
  void isOf32BytesAndNeverTheSame() {
    Nonce nonce = Nonce.fresh(random);

    assertThat(nonce.bytes()).hasSize(32);
    assertThat(nonce).isNotEqualTo(Nonce.fresh(random));
  }

  @Test
  void equalsOnlyTheSameBytes() {
    Nonce nonce = new Nonce(new byte[] {1, 2});

    assertThat(nonce).isEqualTo(new Nonce(new byte[] {1, 2}));
    assertThat(nonce).hasSameHashCodeAs(new Nonce(new byte[] {1, 2}));
    assertThat(nonce).isNotEqualTo(new Nonce(new byte[] {1, 3}));
    assertThat(nonce).isNotEqualTo(new Nonce(new byte[] {1}));
    assertThat(nonce).isNotEqualTo(new Nonce(new byte[0]));
  }

  @Test
  void keepsItsBytesWhateverBecomesOfThoseGivenOrTaken() {
    byte[] given = {1, 2};
    Nonce nonce = new Nonce(given);

    given[0] = 9;
    nonce.bytes()[1] = 9;

    assertThat(nonce).isEqualTo(new Nonce(new byte[] {1, 2}));
  }

  @Test
  void isNotShownInText() {
    assertThat(new Nonce(new byte[] {1, 2})).hasToString("Nonce[hidden]");
  }
}
