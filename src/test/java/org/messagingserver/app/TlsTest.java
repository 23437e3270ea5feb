package org.messagingserver.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.SocketFactory;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingserver.wire.ServerMessage.AuthChallenge;

class TlsTest {
  /** The files are looked at every few seconds, and nothing tells when. */
  private static final Duration A_LOOK = Duration.ofSeconds(60);

  @TempDir static Path directory;

  private static Path key;
  private static Path cert;
  private static Certificate certificate;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    key = directory.resolve("key.pem");
    cert = directory.resolve("cert.pem");
    certificate = Certificate.make(directory);
    certificate.write(key, cert);
    JsonObject tls = new JsonObject().put("key", key.toString()).put("cert", cert.toString());
    server = TestServer.start(new JsonObject().put("http", new JsonObject().put("tls", tls)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void servesNothingInTheClear() {
    assertThat(server.uri().getScheme()).isEqualTo("wss");
    assertThatThrownBy(() -> BareSocket.upgrade(server.uri(), SocketFactory.getDefault()))
        .isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void takesItsOwnOrigin() throws Exception {
    String origin = "Origin: https://" + server.uri().getAuthority();

    try (BareSocket opened = BareSocket.upgrade(server.uri(), certificate.trusting(), origin)) {
      assertThat(opened.status()).isEqualTo(101);
    }
  }

  @Test
  void servesTheCertificateOfTheFilesAndReadsThemAgainWhenTheyChange() throws Exception {
    SocketFactory former = certificate.trusting();
    try (BareSocket before = BareSocket.upgrade(server.uri(), former)) {
      assertThat(before.nextMessage()).isInstanceOf(AuthChallenge.class);

      certificate = Certificate.make(directory);
      certificate.write(key, cert);

      awaitOpening(certificate.trusting());
      assertThatThrownBy(() -> BareSocket.upgrade(server.uri(), former))
          .hasCauseInstanceOf(SSLException.class);
      before.send(BareSocket.PING, new byte[0]);
      assertThat(before.next().opcode()).isEqualTo(BareSocket.PONG);
    }
  }

  private static void awaitOpening(SocketFactory factory) {
    assertTimeoutPreemptively(
        A_LOOK,
        () -> {
          while (!opens(factory)) {
            Thread.sleep(200);
          }
        });
  }

  private static boolean opens(SocketFactory factory) {
    try (BareSocket opened = BareSocket.upgrade(server.uri(), factory)) {
      return opened.nextMessage() instanceof AuthChallenge;
    } catch (UncheckedIOException refused) {
      return false;
    }
  }
}
