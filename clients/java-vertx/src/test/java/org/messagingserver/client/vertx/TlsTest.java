package org.messagingserver.client.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.net.SelfSignedCertificate;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.ConnectFailedException;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage.AuthChallenge;
import org.messagingserver.protocol.ServerMessageCodec;

@ExtendWith(VertxExtension.class)
class TlsTest {
  private static final SelfSignedCertificate CERTIFICATE =
      SelfSignedCertificate.create("localhost");

  private Vertx vertx;
  private ClientOptions options;

  @BeforeEach
  void startServer(Vertx given) {
    vertx = given;
    var challenge =
        ServerMessageCodec.encode(
            new AuthChallenge(1, ScriptedServer.freshNonce(), Optional.empty()));
    var server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .addWebSocketSubProtocol(ProtocolVersion.V2.subprotocol().orElseThrow())
                    .setSsl(true)
                    .setKeyCertOptions(CERTIFICATE.keyCertOptions()))
            .webSocketHandler(socket -> socket.writeBinaryMessage(challenge));
    Await.done(server.listen(0, "localhost"));
    options =
        ClientOptions.of(URI.create("wss://localhost:" + server.actualPort() + "/api"))
            .withTimeouts(ClientTest.QUICK);
  }

  @AfterAll
  static void deleteCertificate() {
    CERTIFICATE.delete();
  }

  @Test
  void connectsWhereTheCertificateIsTrusted() {
    var trusting = new WebSocketClientOptions().setTrustOptions(CERTIFICATE.trustOptions());

    Await.done(MessagingClient.create(vertx, trusting, options).anonymous().connect());
  }

  @Test
  void doesNotConnectWhereTheCertificateIsAStrangers() {
    Future<Void> connected = MessagingClient.create(vertx, options).anonymous().connectOnce();

    assertThat(Await.failed(connected))
        .isInstanceOf(ConnectFailedException.class)
        .hasMessageStartingWith("the server's certificate is not trusted");
  }
}
