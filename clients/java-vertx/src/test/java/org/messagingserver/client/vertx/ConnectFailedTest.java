package org.messagingserver.client.vertx;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.ClientException;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.ClientTimeouts;
import org.messagingserver.client.ConnectFailedException;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage.AuthChallenge;
import org.messagingserver.protocol.ServerMessageCodec;

/** Who cannot connect learns why; see also {@link TlsTest}. */
class ConnectFailedTest extends ClientTest {

  private AnonymousConnection to(URI uri) {
    return client(ClientOptions.of(uri).withTimeouts(QUICK)).anonymous();
  }

  /** A port at which nobody listens, since who did has gone. */
  private static URI nobody() throws IOException {
    try (ServerSocket gone = new ServerSocket(0)) {
      return URI.create("ws://localhost:" + gone.getLocalPort() + "/api");
    }
  }

  private URI refusing(int status) {
    HttpServer refusing =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.response().setStatusCode(status).end());
    Await.done(refusing.listen(0, "localhost"));
    return URI.create("ws://localhost:" + refusing.actualPort() + "/api");
  }

  private static void assertFails(Future<Void> connected, String why) {
    assertThat(Await.failed(connected))
        .isInstanceOf(ConnectFailedException.class)
        .hasMessageContaining(why);
  }

  @Test
  void saysThatThereIsNoServer() throws IOException {
    assertFails(to(nobody()).connectOnce(), "refused");
  }

  @Test
  void saysThatThereIsNoHost() {
    assertFails(to(URI.create("ws://nowhere.invalid/api")).connectOnce(), "unknown");
  }

  @Test
  void saysWithWhichStatusItWasTurnedAway() {
    assertFails(to(refusing(403)).connectOnce(), "HTTP status 403");
  }

  @Test
  void saysThatTheServerDoesNotSpeakTheVersion() {
    HttpServer older = vertx.createHttpServer().webSocketHandler(socket -> {});
    Await.done(older.listen(0, "localhost"));

    assertFails(
        to(URI.create("ws://localhost:" + older.actualPort() + "/api")).connectOnce(),
        "does not speak the version of the protocol");
  }

  @Test
  void speaksTheFirstVersionWhereToldSo() {
    HttpServer older = vertx.createHttpServer().webSocketHandler(ConnectFailedTest::greet);
    Await.done(older.listen(0, "localhost"));
    ClientOptions options =
        ClientOptions.of(URI.create("ws://localhost:" + older.actualPort() + "/api"))
            .withVersion(ProtocolVersion.V1);

    Await.done(client(options).anonymous().connectOnce());
  }

  private static void greet(ServerWebSocket socket) {
    AuthChallenge challenge = new AuthChallenge(1, ScriptedServer.freshNonce(), Optional.empty());
    socket.writeBinaryMessage(ServerMessageCodec.encode(challenge, ProtocolVersion.V1));
  }

  @Test
  void saysThatTheServerIsSilent() {
    URI silent = new SilentServer(vertx).uri();
    ClientTimeouts impatient = QUICK.withRequest(Duration.ofMillis(200));

    assertFails(
        client(ClientOptions.of(silent).withTimeouts(impatient)).anonymous().connectOnce(),
        "no answer in time");
  }

  @Test
  void tellsOfEachAttemptAndGoesOn() throws InterruptedException {
    BlockingQueue<ClientException> told = new LinkedBlockingQueue<>();
    AnonymousConnection connection = to(refusing(503));
    connection.onConnectFailed(told::add);

    Future<Void> connected = connection.connect();

    for (int attempt = 0; attempt < 3; attempt++) {
      assertThat(told.poll(ScriptedServer.PATIENCE_SECONDS, SECONDS)).hasMessageContaining("503");
    }
    assertThat(connected.isComplete()).isFalse();
  }

  @Test
  void staysConnectedWhereTheFirstAttemptSucceeds() throws InterruptedException {
    AnonymousConnection connection = client(options()).anonymous();
    Future<Void> connected = connection.connectOnce();
    ScriptedSocket first = server.accept();
    Await.done(connected);

    first.close(1012);

    server.accept();
  }
}
