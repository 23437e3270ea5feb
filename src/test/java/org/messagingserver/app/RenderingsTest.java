package org.messagingserver.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
