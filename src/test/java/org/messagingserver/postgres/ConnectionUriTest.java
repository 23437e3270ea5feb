package org.messagingserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionUriTest {

  @Test
  void readsEveryPart() {
    PgConnectOptions options =
        ConnectionUri.options("postgresql://me:se%40cret@db.example:6432/messages");

    assertThat(options.getUser()).isEqualTo("me");
    assertThat(options.getPassword()).isEqualTo("se@cret");
    assertThat(options.getHost()).isEqualTo("db.example");
    assertThat(options.getPort()).isEqualTo(6432);
    assertThat(options.getDatabase()).isEqualTo("messages");
    assertThat(options.getSslMode()).isEqualTo(SslMode.DISABLE);
  }

  @Test
  void takesNoPasswordForNone() {
    assertThat(ConnectionUri.options("postgresql://me@host/db").getPassword()).isEmpty();
    assertThat(ConnectionUri.options("postgresql://me@host/db?password=pass").getPassword())
        .isEqualTo("pass");
  }

  @ParameterizedTest
  @ValueSource(strings = {"allow", "prefer", "require"})
  void encryptsWithoutAskingForWhomLikeLibpq(String mode) {
    PgConnectOptions options = ConnectionUri.options("postgresql://me@host/db?sslmode=" + mode);

    assertThat(options.getSslOptions().isTrustAll()).isTrue();
  }

  @Test
  void verifiesCertificateAndNameWhereItSaysSo() {
    PgConnectOptions options = ConnectionUri.options("postgresql://me@host/db?sslmode=verify-full");

    assertThat(options.getSslOptions().isTrustAll()).isFalse();
    assertThat(options.getSslOptions().getTrustOptions()).isNotNull();
    assertThat(options.getSslOptions().getHostnameVerificationAlgorithm()).isEqualTo("HTTPS");
  }

  @Test
  void verifiesTheCertificateAloneWhereItSaysSo() {
    PgConnectOptions options = ConnectionUri.options("postgresql://me@host/db?sslmode=verify-ca");

    assertThat(options.getSslOptions().getTrustOptions()).isNotNull();
    assertThat(options.getSslOptions().getHostnameVerificationAlgorithm()).isNullOrEmpty();
  }
}
