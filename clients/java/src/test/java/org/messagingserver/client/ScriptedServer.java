package org.messagingserver.client;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage.AuthChallenge;

/** A WebSocket server that greets every socket with a challenge and leaves the rest to the test. */
final class ScriptedServer {
  static final long PATIENCE_SECONDS = 30;

  private final BlockingQueue<ScriptedSocket> accepted = new LinkedBlockingQueue<>();
  private final HttpServer server;
  private volatile Supplier<Nonce> nonces = ScriptedServer::freshNonce;

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

  private static ScriptedSocket greeted(ScriptedSocket socket) {
    socket.send(new AuthChallenge(1, socket.nonce(), Optional.empty()));
    return socket;
  }

  /** From now on, asks every client to sign this. */
  void offerAsNonce(byte[] bytes) {
    nonces = () -> new Nonce(bytes);
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
