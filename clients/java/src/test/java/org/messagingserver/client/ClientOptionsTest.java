package org.messagingserver.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientOptionsTest {
  private static final URI SERVER = URI.create("wss://example.org/api");

  @ParameterizedTest
  @ValueSource(
      strings = {"http://example.org/api", "example.org", "ws:/api", "/api", "ws://010.0.0.1/api"})
  void takesOnlyWebSocketServers(String server) {
    URI uri = URI.create(server);

    assertThatThrownBy(() -> ClientOptions.of(uri)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void needsAServer() {
    ClientOptions options = ClientOptions.of(SERVER);

    assertThatThrownBy(() -> options.withServers(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takesNoLimitThatLetsNothingThrough() {
    assertThatThrownBy(() -> ClientLimits.DEFAULT.withSendWindow(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ClientLimits.DEFAULT.withRemembered(-1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(ClientLimits.DEFAULT.withRemembered(0).remembered()).isZero();
  }

  @Test
  void takesNoDurationThatIsNone() {
    assertThatThrownBy(() -> ClientTimeouts.DEFAULT.withSend(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ClientTimeouts.DEFAULT.withPing(Duration.ofDays(2)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> ClientTimeouts.DEFAULT.withBackoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
