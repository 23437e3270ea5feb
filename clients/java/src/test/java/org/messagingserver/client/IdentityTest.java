package org.messagingserver.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class IdentityTest {
  private static final HexFormat HEX = HexFormat.of();

  /** Source: RFC 8032, section 7.1, test 2. */
  @Test
  void signsAsTheStandardSays() {
    Identity identity =
        Identity.ofPrivateKey(
            HEX.parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));

    assertThat(identity.userId().publicKey())
        .isEqualTo(
            HEX.parseHex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"));
    assertThat(identity.signature(new byte[] {0x72}))
        .isEqualTo(
            HEX.parseHex(
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                    + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));
  }

  @Test
  void isTheSameAgainFromItsStoredPrivateKey() {
    Identity identity = Identity.generate();

    assertThat(Identity.ofPrivateKey(identity.privateKey()).userId()).isEqualTo(identity.userId());
  }

  @Test
  void takesNoKeyOfAnotherLength() {
    assertThatThrownBy(() -> Identity.ofPrivateKey(new byte[33]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void neverShowsItself() {
    assertThat(Identity.generate()).hasToString("Identity[hidden]");
  }
}
