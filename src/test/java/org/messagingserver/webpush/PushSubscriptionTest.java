package org.messagingserver.webpush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertx.core.buffer.Buffer;
import java.security.GeneralSecurityException;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.testkit.PushDevice;

class PushSubscriptionTest {
  private static final Set<Integer> PORTS = Set.of(443, 8443);
  private static final Buffer SERVER_KEY = Buffer.buffer(new byte[65]);
  private static final String ENDPOINT = "https://push.example/v1/abc";

  private PushDevice device;

  @BeforeEach
  void make() throws GeneralSecurityException {
    device = new PushDevice();
  }

  private PushSubscription parse(String endpoint) throws GeneralSecurityException {
    return PushSubscription.parse(endpoint, device.p256dh(), device.auth(), SERVER_KEY, PORTS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://push.example/v1/abc | push.example | 443 | /v1/abc | https://push.example",
        "HTTPS://Push.Example/ | push.example | 443 | / | https://push.example",
        "https://push.example. | push.example | 443 | / | https://push.example.",
        "https://push.example:443/a?b=%20c | push.example | 443 | /a?b=%20c | https://push.example",
        "https://push.example:8443/a | push.example | 8443 | /a | https://push.example:8443",
        "https://[2001:db8::1]/a | 2001:db8::1 | 443 | /a | https://[2001:db8::1]",
        "https://203.0.113.7/a | 203.0.113.7 | 443 | /a | https://203.0.113.7"
      })
  void reads(String endpoint, String host, int port, String target, String origin)
      throws GeneralSecurityException {
    PushSubscription parsed = parse(endpoint);

    assertThat(parsed.host()).isEqualTo(host);
    assertThat(parsed.port()).isEqualTo(port);
    assertThat(parsed.target()).isEqualTo(target);
    assertThat(parsed.origin()).isEqualTo(origin);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "push.example/v1",
        "http://push.example/v1",
        "ftp://push.example/v1",
        "https:push.example",
        "https:///v1",
        "https://user@push.example/v1",
        "https://user:secret@push.example/v1",
        "https://push.example:80/v1",
        "https://push.example:0/v1",
        "https://push.example:65536/v1",
        "https://push.example:443:443/v1",
        "https://push.example/v1#part",
        "https://push.example/v1 HTTP/1.1",
        "https://push.example/v1\r\nHost: other",
        "https://push_example/v1",
        "https://püsh.example/v1",
        "https://127.1/v1",
        "https://0x7f.1/v1",
        "https://[::1/v1",
        "https://[fe80::1%25eth0",
        "https://push.example\\@other.example/v1"
      })
  void refusesAllElse(String endpoint) {
    assertThatIllegalArgumentException().isThrownBy(() -> parse(endpoint));
  }

  @Test
  void readsAnEndpointOf1024BytesAndNoLongerOne() throws GeneralSecurityException {
    String longest = ENDPOINT + "a".repeat(1024 - ENDPOINT.length());

    assertThat(parse(longest).endpoint().toString()).isEqualTo(longest);
    assertThatIllegalArgumentException().isThrownBy(() -> parse(longest + "a"));
  }

  @Test
  void refusesKeysOfAnotherForm() throws GeneralSecurityException {
    Buffer point = device.p256dh();
    Buffer beside = point.copy().setByte(64, (byte) (point.getByte(64) ^ 1));

    refuses(beside, device.auth());
    refuses(point.getBuffer(0, 64), device.auth());
    refuses(Buffer.buffer(), device.auth());
    refuses(point.copy().setByte(0, (byte) 2).getBuffer(0, 33), device.auth());
    refuses(point, Buffer.buffer(new byte[15]));
    refuses(point, Buffer.buffer(new byte[17]));
  }

  private static void refuses(Buffer p256dh, Buffer auth) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PushSubscription.parse(ENDPOINT, p256dh, auth, SERVER_KEY, PORTS));
  }

  @Test
  void showsNothingInText() throws GeneralSecurityException {
    assertThat(parse(ENDPOINT)).hasToString("PushSubscription");
  }
}
