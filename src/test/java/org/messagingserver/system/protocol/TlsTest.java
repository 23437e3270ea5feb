package org.messagingserver.system.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_USER;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.refusal;

import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.SocketFactory;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ServerMessage.AuthChallenge;
import org.messagingserver.testkit.BareSocket;
import org.messagingserver.testkit.Certificate;
import org.messagingserver.testkit.LogLines;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

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
    JsonObject http =
        new JsonObject().put("tls", tls).put("firstRequestTimeoutSeconds", 2).put("eventLoops", 2);
    server = TestServer.start(new JsonObject().put("http", http));
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
      before.send(
          BareSocket.BINARY,
          ClientMessageCodec.encode(preKeysOf(Identity.generate()).apply(1)).getBytes());
      assertThat(refusal(before.nextMessage())).isEqualTo(UNKNOWN_USER);

      certificate = Certificate.make(directory);
      certificate.write(key, cert);

      awaitOpening(certificate.trusting());
      assertThatThrownBy(() -> BareSocket.upgrade(server.uri(), former))
          .hasCauseInstanceOf(SSLException.class);
      before.send(BareSocket.PING, new byte[0]);
      assertThat(before.next().opcode()).isEqualTo(BareSocket.PONG);
    }
  }

  /** As where a certificate is renewed, and its key written seconds later. */
  @Test
  void keepsTheFormerPairWhileTheFilesDoNotBelongTogetherAndSaysSoOnce() throws Exception {
    try (LogLines log = LogLines.of("org.messagingserver.socket")) {
      SocketFactory former = certificate.trusting();
      Certificate next = Certificate.make(directory);

      next.write(directory.resolve("next-key.pem"), cert);
      log.await(
          "http.tls.cert "
              + cert
              + ": the certificate is of another key;"
              + " the former certificate stays in use");
      awaitOpening(former);
      next.write(key, cert);
      awaitOpening(next.trusting());

      assertThat(log.warnings()).hasSize(1);
      certificate = next;
    }
  }

  @Test
  void keepsAGoodPairFromAnExpiredOne() throws Exception {
    try (LogLines log = LogLines.of("org.messagingserver.socket")) {
      Certificate.make(directory, "-startdate", "-9d", "-validity", "8").write(key, cert);
      log.await("http.tls.cert .*: certificate 1 expired at .*");
      awaitOpening(certificate.trusting());

      certificate = Certificate.make(directory);
      certificate.write(key, cert);
      awaitOpening(certificate.trusting());
    }
  }

  @Test
  void saysWhyItClosesAndEndsInOrder() throws Exception {
    try (BareSocket opened = BareSocket.upgrade(server.uri(), certificate.trusting())) {
      opened.sendHead(BareSocket.BINARY, 1L << 40);
      opened.sendRaw(new byte[100_000]);

      assertThat(opened.closeCode()).isEqualTo(CloseCode.TOO_LARGE.code());
      assertThat(opened.ends()).isTrue();
    }
  }

  @Test
  void closesAConnectionThatDoesNotFinishItsHandshake() throws Exception {
    try (Socket silent = new Socket(server.uri().getHost(), server.uri().getPort())) {
      silent.setSoTimeout((int) RawSocket.SOON.toMillis());

      assertThat(silent.getInputStream().read()).isNegative();
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "SSL 3.0, 0, ALERT",
    "TLS 1.0, 1, ALERT",
    "TLS 1.1, 2, ALERT",
    "TLS 1.2, 3, HANDSHAKE"
  })
  void speaksOnlyModernProtocols(String name, byte minor, TlsRecord answer) throws Exception {
    try (Socket client = new Socket(server.uri().getHost(), server.uri().getPort())) {
      client.setSoTimeout((int) RawSocket.SOON.toMillis());

      client.getOutputStream().write(TlsRecord.clientHello(minor));

      assertThat(client.getInputStream().read()).isEqualTo(answer.type());
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
