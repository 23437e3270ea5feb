package org.messagingserver.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What looks for leaks has to find them. */
class RenderingsTest {
  private final Renderings renderings = new Renderings();
  private final byte[] secret = new byte[33];

  @BeforeEach
  void makeASecret() {
    new Random(1).nextBytes(secret);
    renderings.add("key", secret);
  }

  @Test
  void findsASecretAsItIs() {
    assertFound("as it is", new String(secret, StandardCharsets.ISO_8859_1));
  }

  @Test
  void findsAPiece() {
    assertFound("as it is", new String(secret, 7, 12, StandardCharsets.ISO_8859_1));
    assertFound("hex", HexFormat.of().formatHex(secret, 7, 17));
  }

  @Test
  void findsHex() {
    assertFound("hex", HexFormat.of().formatHex(secret));
    assertFound("hex", HexFormat.of().withUpperCase().formatHex(secret));
    assertFound("spaced hex", HexFormat.ofDelimiter(" ").formatHex(secret));
  }

  @Test
  void findsBase64WhateverStandsBefore() {
    for (int before = 0; before < 3; before++) {
      byte[] frame = new byte[before + secret.length];
      System.arraycopy(secret, 0, frame, before, secret.length);

      assertFound("base64", Base64.getEncoder().encodeToString(frame));
      assertFound("base64", Base64.getUrlEncoder().encodeToString(frame));
    }
  }

  @Test
  void findsBase32WhateverStandsBefore() {
    for (int before = 0; before < 5; before++) {
      byte[] frame = new byte[before + secret.length];
      System.arraycopy(secret, 0, frame, before, secret.length);
      String base32 = Renderings.base32(frame);

      assertFound("base32", base32);
      assertFound("base32", base32.toLowerCase(Locale.ROOT) + "==");
    }
  }

  /** The test vectors of RFC 4648. */
  @ParameterizedTest
  @CsvSource({"f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "fooba, MZXW6YTB"})
  void knowsBase32(String text, String base32) {
    assertThat(Renderings.base32(text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(base32);
  }

  @Test
  void findsAddressesOfTheNetwork() throws UnknownHostException {
    renderings.add("client", InetAddress.getByName("203.0.113.77"));
    InetAddress six = renderings.add("client", InetAddress.getByName("2001:db8:0:0:1:2:3:4"));

    assertThat(renderings.foundIn("/203.0.113.77:1024")).containsExactly("client, text");
    assertThat(renderings.foundIn("-> 3405803853")).containsExactly("client, number");
    assertThat(renderings.foundIn("[2001:db8::1:2:3:4]")).containsExactly("client, text");
    assertThat(renderings.foundIn(six.getHostAddress())).containsExactly("client, text");
    byte[] inBytes = Arrays.copyOf(six.getAddress(), 17);
    assertThat(renderings.foundIn(inBytes)).containsExactly("client, bytes");
    assertThat(renderings.foundIn(HexFormat.of().formatHex(inBytes)))
        .containsExactly("client, hex");
  }

  @Test
  void findsNumbers() {
    assertFound("numbers", Arrays.toString(secret));
  }

  @Test
  void findsOctalEscapes() {
    assertFound("octal escapes", TextFormat.escapeBytes(secret));
  }

  @Test
  void findsNothingElse() {
    byte[] other = new byte[1000];
    new Random(2).nextBytes(other);

    assertThat(renderings.foundIn(HexFormat.of().formatHex(other))).isEmpty();
  }

  private void assertFound(String form, String text) {
    assertThat(renderings.foundIn("before " + text + " after")).contains("key, " + form);
  }
}
