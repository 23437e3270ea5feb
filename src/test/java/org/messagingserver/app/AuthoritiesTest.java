package org.messagingserver.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class AuthoritiesTest {

  @Test
  void putsAnAddressOfIpv6InBracketsAndNothingElse() {
    assertThat(Authorities.of("::1", 8080)).isEqualTo("[::1]:8080");
    assertThat(URI.create("ws://" + Authorities.of("::1", 8080) + "/api")).hasPort(8080);
    assertThat(Authorities.of("127.0.0.1", 80)).isEqualTo("127.0.0.1:80");
    assertThat(Authorities.of("localhost", 80)).isEqualTo("localhost:80");
  }
}
