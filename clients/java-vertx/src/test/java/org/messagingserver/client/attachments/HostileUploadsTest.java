package org.messagingserver.client.attachments;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.ClientTimeouts;
import org.messagingserver.client.attachments.AttachmentException.Problem;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessageCodec;
import org.messagingserver.protocol.UndecodableFrameException;
import org.messagingserver.protocol.UploadLinks;

/** Whatever a server offers and answers, an upload ends, and holds little. */
class HostileUploadsTest extends HostileTransfer {
  private static final long SMALL = 10_000;
  private static final String GET = "/attachments/a";

  private static final ClientTimeouts QUICK =
      ClientTimeouts.DEFAULT.withRequest(Duration.ofSeconds(4));

  private URI server;
  private UploadLinks links;
  private final AtomicLong read = new AtomicLong();

  @BeforeEach
  void offerPlaces() throws Exception {
    HttpServer http =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .addWebSocketSubProtocol(ProtocolVersion.V2.subprotocol().orElseThrow()))
            .webSocketHandler(this::accept);
    http.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get();
    server = URI.create("ws://127.0.0.1:" + http.actualPort() + "/api");
  }

  private void accept(ServerWebSocket socket) {
    Nonce nonce = Nonce.fresh(new SecureRandom());
    send(socket, new ServerMessage.AuthChallenge(1, nonce, Optional.empty()));
    socket.binaryMessageHandler(
        request -> send(socket, new ServerMessage.Upload(sequence(request), links)));
  }

  private static void send(ServerWebSocket socket, ServerMessage message) {
    socket.writeBinaryMessage(ServerMessageCodec.encode(message));
  }

  private static int sequence(Buffer request) {
    try {
      return ClientMessageCodec.decode(request).sequence();
    } catch (UndecodableFrameException e) {
      throw new AssertionError(e);
    }
  }

  private HostileHttp put(HostileHttp.Answer answer) throws Exception {
    HostileHttp store = server(answer);
    links = links(store.url("/put"), Map.of(), GET);
    return store;
  }

  private static UploadLinks links(String put, Map<String, String> headers, String get) {
    return new UploadLinks(put, headers, get, 4_000_000_000L, 4_000_000_000L);
  }

  private CompletionStage<byte[]> next(long size) {
    int part = (int) Math.min(100_000, size - read.get());
    read.addAndGet(part);
    return CompletableFuture.completedFuture(new byte[part]);
  }

  private CompletableFuture<UploadedAttachment> upload(long size) {
    return attachments(ClientOptions.of(server).withTimeouts(QUICK))
        .upload(() -> next(size), size, TransferProgress.NONE);
  }

  private Problem problem(long size) {
    return problemOf(upload(size));
  }

  @Test
  void readsNoMoreWhileTheServerTakesNothing() throws Exception {
    HostileHttp store = put(HostileHttp.Connection::ignore);

    assertThat(problem(HUGE)).isEqualTo(Problem.INTERRUPTED);
    assertThat(read).hasValueLessThan(SOME);
    assertThat(store.requests()).hasSize(1);
  }

  @Test
  void endsWhereTheServerDoesNotAnswer() throws Exception {
    HostileHttp store = put(it -> {});

    assertThat(problem(SMALL)).isEqualTo(Problem.INTERRUPTED);
    store.awaitLeft();
  }

  @Test
  void leavesAnAnswerThatArrivesByteByByte() throws Exception {
    HostileHttp store = put(it -> it.send("HTTP/1.1 201 Created\r\nx: ").drip("y"));

    assertThat(problem(SMALL)).isEqualTo(Problem.INTERRUPTED);
    store.awaitLeft();
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void leavesAnEndlessConfirmation() throws Exception {
    HostileHttp store = put(it -> it.head(201, "Content-Length: " + HUGE).flood());

    upload(SMALL).get();

    store.awaitLeft();
    assertThat(store.flooded()).isLessThan(SOME);
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void leavesAnEndlessRefusal() throws Exception {
    HostileHttp store = put(it -> it.head(403, "Content-Length: " + HUGE).flood());

    assertThat(problem(SMALL)).isEqualTo(Problem.REFUSED);
    store.awaitLeft();
    assertThat(store.flooded()).isLessThan(SOME);
  }

  @Test
  void doesNotBelieveAServerThatConfirmsTooEarly() throws Exception {
    HostileHttp store =
        put(
            it -> {
              it.head(201, "Content-Length: 0");
              it.ignore();
            });

    assertThat(problem(HUGE)).isIn(Problem.REFUSED, Problem.INTERRUPTED);
    store.requests().forEach(head -> assertThat(head).startsWith("PUT /put HTTP/1.1\r\n"));
  }

  @Test
  void followsNoRedirect() throws Exception {
    HostileHttp elsewhere = server(it -> it.head(201, "Content-Length: 0"));
    put(it -> it.head(307, "Location: " + elsewhere.url("/"), "Content-Length: 0"));

    assertThat(problem(SMALL)).isEqualTo(Problem.REFUSED);
    assertThat(elsewhere.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///tmp/a",
        "ftp://127.0.0.1/a",
        "http://user:password@127.0.0.1/a",
        "http:///a",
        "http://[::1",
        "::"
      })
  void putsNothingJustAnywhere(String url) {
    links = links(url, Map.of(), GET);

    assertThat(problem(SMALL)).isEqualTo(Problem.REFUSED);
  }

  @ParameterizedTest
  @CsvSource({
    "Host, evil.example",
    "content-length, 5",
    "Transfer-Encoding, chunked",
    "Cookie, a=b",
    "'x: y', z",
    "x, 'y\r\nz: a'",
    "x, ä"
  })
  void letsTheServerNotWriteTheRequest(String name, String value) throws Exception {
    HostileHttp store = server(it -> it.head(201, "Content-Length: 0"));
    links = links(store.url("/put"), Map.of(name, value), GET);

    assertThat(problem(SMALL)).isEqualTo(Problem.REFUSED);
    assertThat(store.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example/a", "//evil.example/attachments/a", "/api", ""})
  void makesNoLinkToElsewhere(String get) throws Exception {
    HostileHttp store = server(it -> it.head(201, "Content-Length: 0"));
    links = links(store.url("/put"), Map.of(), get);

    assertThat(problem(SMALL)).isEqualTo(Problem.REFUSED);
    assertThat(store.requests()).isEmpty();
  }
}
