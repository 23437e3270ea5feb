package org.messagingserver.client.vertx;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerInfo;
import org.messagingserver.protocol.ServerMessage.AuthChallenge;

/** A WebSocket server that greets every socket with a challenge and leaves the rest to the test. */
final class ScriptedServer {
  static final long PATIENCE_SECONDS = 30;

  private final BlockingQueue<ScriptedSocket> accepted = new LinkedBlockingQueue<>();
  private final HttpServer server;
  private volatile Supplier<Nonce> nonces = ScriptedServer::freshNonce;
  private volatile Optional<Buffer> wakeupKey = Optional.empty();

  ScriptedServer(Vertx vertx) {
    this(vertx, 0);
  }

  ScriptedServer(Vertx vertx, int port) {
    this.server =
        vertx
            .createHttpServer(options())
            .webSocketHandler(
                socket -> accepted.add(greeted(new ScriptedSocket(socket, nonces.get()))));
    Await.done(server.listen(port, "127.0.0.1"));
  }

  private static HttpServerOptions options() {
    return new HttpServerOptions()
        .setMaxWebSocketFrameSize(1 << 20)
        .addWebSocketSubProtocol(ProtocolVersion.V2.subprotocol().orElseThrow());
  }

  private ScriptedSocket greeted(ScriptedSocket socket) {
    socket.send(new AuthChallenge(1, socket.nonce(), wakeupKey.map(ScriptedServer::info)));
    return socket;
  }

  /** From now on, asks every client to sign this. */
  void offerAsNonce(byte[] bytes) {
    nonces = () -> new Nonce(bytes);
  }

  private static ServerInfo info(Buffer wakeupKey) {
    return new ServerInfo(
        1 << 18, 10, 256, 1 << 22, 1 << 18, 8192, 100, Duration.ofDays(30), 0, wakeupKey);
  }

  /** From now on, clients are to subscribe with this key; before, it states nothing of itself. */
  void wakeWith(Buffer key) {
    wakeupKey = Optional.of(key);
  }

  static Nonce freshNonce() {
    return Nonce.fresh(new SecureRandom());
  }

  int port() {
    return server.actualPort();
  }

  URI uri() {
    return URI.create("ws://127.0.0.1:" + port() + "/api");
  }

  /** The next socket that a client opened, once it has. */
  ScriptedSocket accept() throws InterruptedException {
    ScriptedSocket socket = accepted.poll(PATIENCE_SECONDS, SECONDS);
    if (socket == null) {
      throw new AssertionError("no client connected");
    }
    return socket;
  }

  boolean hasAccepted() {
    return !accepted.isEmpty();
  }

  void close() {
    Await.done(server.close());
  }
}
