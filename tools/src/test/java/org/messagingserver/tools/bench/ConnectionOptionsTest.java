package org.messagingserver.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.messagingserver.tools.bench.ConnectionOptions.Transport;

class ConnectionOptionsTest {
  private static ConnectionOptions parse(String... words) {
    return ConnectionOptions.parse(List.of(words));
  }

  @Test
  void measuresWithAndWithoutTlsOnThisJdkWhereNothingIsSaid() {
    ConnectionOptions options = parse();

    assertThat(options.transports()).containsExactly(Transport.PLAIN, Transport.TLS);
    assertThat(options.jdks()).containsExactly(Path.of(System.getProperty("java.home")));
    assertThat(options.counts()).isSorted().hasSizeGreaterThan(2);
  }

  @Test
  void takesCountsTransportAndJdk() {
    String jdk = System.getProperty("java.home");
    ConnectionOptions options = parse("--tls", "--counts", "100,20000", "--java", jdk);

    assertThat(options.transports()).containsExactly(Transport.TLS);
    assertThat(options.counts()).containsExactly(100, 20_000);
    assertThat(options.jdks()).containsExactly(Path.of(jdk));
  }

  @Test
  void refusesWhatMakesNoLine() {
    assertThatIllegalArgumentException().isThrownBy(() -> parse("--counts", "1000"));
    assertThatIllegalArgumentException().isThrownBy(() -> parse("--counts", "2000,1000"));
    assertThatIllegalArgumentException().isThrownBy(() -> parse("--counts", "1000,1000"));
    assertThatIllegalArgumentException().isThrownBy(() -> parse("--counts", "99,1000"));
    assertThatIllegalArgumentException().isThrownBy(() -> parse("--counts"));
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatIllegalArgumentException().isThrownBy(() -> parse("idle"));
    assertThatIllegalArgumentException().isThrownBy(() -> parse("--java", "/nowhere"));
  }
}
