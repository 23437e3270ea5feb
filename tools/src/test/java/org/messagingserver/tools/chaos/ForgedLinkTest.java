package org.messagingserver.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.messagingserver.protocol.UploadLinks;

class ForgedLinkTest {
  private static final int BYTES = 44;
  private static final UploadLinks ONE = links(1);
  private static final UploadLinks OTHER = links(2);

  private static UploadLinks links(int value) {
    return new UploadLinks(
        "/attachments/put" + value, Map.of(), "/attachments/" + token(value, value), 0, 0);
  }

  /** What a link is for, and what authenticates it, are as different as its bytes. */
  private static String token(int subject, int authentication) {
    byte[] bytes = new byte[BYTES];
    for (int at = 0; at < BYTES; at++) {
      bytes[at] = (byte) (at < BYTES - 16 ? subject : authentication);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Test
  void asksForTheContentWithTheLinkThatIsToPut() {
    assertThat(forged(0)).isEqualTo(new ForgedLink("to put", "/attachments/put1"));
  }

  @Test
  void changesOneLetter() {
    String token = token(1, 1);

    assertThat(forged(1, 3).path())
        .isEqualTo("/attachments/" + token.substring(0, 3) + "A" + token.substring(4));
    assertThat(token.charAt(3)).isNotEqualTo('A');
  }

  @Test
  void authenticatesOneAsAnother() {
    assertThat(forged(2).path()).isEqualTo("/attachments/" + token(1, 2));
  }

  private static ForgedLink forged(Integer... numbers) {
    ArrayDeque<Integer> rest = new ArrayDeque<>(List.of(numbers));
    IntUnaryOperator random = below -> rest.remove();
    return ForgedLink.random(ONE, OTHER, random);
  }
}
