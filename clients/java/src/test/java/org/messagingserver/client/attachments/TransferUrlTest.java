package org.messagingserver.client.attachments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransferUrlTest {
  private static final URI SECURE = TransferUrl.origin(URI.create("wss://chat.example:8443/api"));

  @ParameterizedTest
  @CsvSource({
    "/attachments/a, https://chat.example:8443/attachments/a",
    "https://store.example/b?c=%2F, https://store.example/b?c=%2F",
    "//store.example/b, https://store.example/b"
  })
  void leadsToTheServerOrItsStore(String named, String url) {
    assertThat(TransferUrl.named(named, SECURE)).hasToString(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://chat.example/a",
        "HTTP://store.example/a",
        "ws://chat.example/a",
        "jar:https://chat.example/a!/b",
        "mailto:a@b.example"
      })
  void leavesHttpsForNothingElse(String named) {
    assertThatExceptionOfType(AttachmentException.class)
        .isThrownBy(() -> TransferUrl.named(named, SECURE))
        .satisfies(failure -> assertThat(failure).hasMessageNotContaining(named));
  }

  @Test
  void leadsAnywhereByHttpFromAServerWithoutTls() {
    URI plain = TransferUrl.origin(URI.create("ws://127.0.0.1:8080/api"));

    assertThat(TransferUrl.named("http://127.0.0.1:9000/a", plain)).hasPort(9000);
    assertThat(TransferUrl.named("https://store.example/a", plain)).hasHost("store.example");
  }
}
