package org.messagingserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerNameTest {

  /** The right column is what {@code new URL('wss://' + host).hostname} is in JavaScript. */
  @ParameterizedTest
  @CsvSource({
    "chat.example, chat.example",
    "CHAT.Example, chat.example",
    "localhost, localhost",
    "my_host, my_host",
    "xn--mnchen-3ya.example, xn--mnchen-3ya.example",
    "1and1.example, 1and1.example",
    "127.0.0.1, 127.0.0.1",
    "[::1], [::1]",
    "[0:0:0:0:0:0:0:0], [::]",
    "[2001:DB8:0:0:1:0:0:1], [2001:db8::1:0:0:1]",
    "[2001:0db8::0001], [2001:db8::1]",
    "[2001:db8:0:1:1:1:1:1], [2001:db8:0:1:1:1:1:1]",
    "[1:0:0:2:0:0:0:3], [1:0:0:2::3]",
    "[1:2:3:4:5:6:0:0], [1:2:3:4:5:6::]",
    "[::ffff:127.0.0.1], [::ffff:7f00:1]",
    "[::1.2.3.4], [::102:304]"
  })
  void writesAHostAsTheUrlStandardDoes(String host, String serialized) {
    assertThat(ServerName.of(host)).contains(serialized);
    assertThat(ServerName.isSerialized(serialized)).isTrue();
    assertThat(ServerName.isSerialized(host)).isEqualTo(host.equals(serialized));
  }

  @Test
  void dropsTheDotAtTheEnd() {
    assertThat(ServerName.of("chat.example.")).contains("chat.example");
    assertThat(ServerName.isSerialized("chat.example.")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "a..b",
        ".a",
        "a b",
        "a/b",
        "a:1",
        "münchen.example",
        "-a",
        "127.1",
        "010.0.0.1",
        "256.0.0.1",
        "a.1",
        "a.0x7f",
        "[::1",
        "[]",
        "[::1]:80",
        "[fe80::1%eth0]",
        "[g::1]",
        "[1:2]",
        "[127.0.0.1]"
      })
  void knowsNoOtherText(String text) {
    assertThat(ServerName.of(text)).isEmpty();
    assertThat(ServerName.isSerialized(text)).isFalse();
  }

  @Test
  void knowsNoNameThatDnsCannotHave() {
    assertThat(ServerName.of("a".repeat(64) + ".example")).isEmpty();
    assertThat(ServerName.of("a.".repeat(130) + "example")).isEmpty();
    assertThat(ServerName.of("a".repeat(63) + ".example")).isPresent();
  }
}
