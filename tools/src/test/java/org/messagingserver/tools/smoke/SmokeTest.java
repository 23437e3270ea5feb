package org.messagingserver.tools.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.protocol.ServerMessage.AuthChallenge;
import org.messagingserver.protocol.ServerMessageCodec;
import org.messagingserver.protocol.UndecodableFrameException;

@ExtendWith(VertxExtension.class)
class SmokeTest {
  private Vertx vertx;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

  private static <T> T await(Future<T> future) throws ExecutionException, InterruptedException {
    return future.toCompletionStage().toCompletableFuture().get();
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @BeforeEach
  void open(Vertx given) {
    vertx = given;
  }

  @Test
  void explainsItselfWithoutAServer() {
    int exitCode = Smoke.run(out, "--help");

    assertThat(exitCode).isZero();
    assertThat(printed()).contains("Usage: smoke [URL…]", "ws://localhost:8080/api");
  }

  @Test
  void refusesWhatIsNoUrlOfAServer() {
    int exitCode = Smoke.run(out, "http://localhost:8080/api");

    assertThat(exitCode).isEqualTo(2);
    assertThat(printed()).contains("must be ws:// or wss:// URLs");
  }

  @Test
  void saysInOneLineHowToStartAServerWhereNoneAnswers() throws Exception {
    HttpServer gone = await(vertx.createHttpServer().requestHandler(any -> {}).listen(0));
    String url = "ws://localhost:" + gone.actualPort() + "/api";
    await(gone.close());

    int exitCode = Smoke.run(out, url);

    assertThat(exitCode).isEqualTo(1);
    assertThat(printed().lines()).singleElement().asString().contains(url, "bin/serve");
  }

  @Test
  void stopsAtTheFirstWrongAnswerAndSaysWhatCame() throws Exception {
    HttpServer yesMan =
        await(
            vertx
                .createHttpServer(
                    new HttpServerOptions()
                        .addWebSocketSubProtocol(ProtocolVersion.V2.subprotocol().orElseThrow()))
                .webSocketHandler(SmokeTest::ackEverything)
                .listen(0));

    int exitCode = Smoke.run(out, "ws://localhost:" + yesMan.actualPort() + "/api");

    assertThat(exitCode).isEqualTo(1);
    assertThat(printed().lines().map(line -> line.replaceAll(" {2,}", " ").trim()))
        .satisfiesExactly(
            line -> assertThat(line).matches("ok \\d+ ms a stranger connects"),
            line -> assertThat(line).matches("ok \\d+ ms Alice logs in"),
            line -> assertThat(line).matches("ok \\d+ ms Bob logs in"),
            line -> assertThat(line).matches("WRONG \\d+ ms a stranger fetches .* unknown_user"),
            line -> assertThat(line).isEqualTo("expected Error unknown_user"),
            line -> assertThat(line).isEqualTo("received success"));
  }

  private static void ackEverything(ServerWebSocket socket) {
    send(socket, new AuthChallenge(1, Nonce.fresh(new SecureRandom()), Optional.empty()));
    socket.binaryMessageHandler(frame -> send(socket, new Ack(decoded(frame).sequence())));
  }

  private static ClientMessage decoded(Buffer frame) {
    try {
      return ClientMessageCodec.decode(frame);
    } catch (UndecodableFrameException e) {
      throw new AssertionError(e);
    }
  }

  private static void send(ServerWebSocket socket, ServerMessage message) {
    socket.writeBinaryMessage(ServerMessageCodec.encode(message));
  }
}
