package org.messagingserver.app.bench.floor;

import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A WebSocket server that knows no protocol: what comes on {@code /sender/N} goes to {@code
 * /recipient/N}, and the other way round. As many event loops, and the same options, as the server
 * has.
 */
final class Relay extends VerticleBase {
  private static final int FREE_PORT_OF_ALL_INSTANCES = -1;
  private static final int FRAME_BYTES = 262_144;
  private static final int FLUSHES_AT_MOST = 256;

  private final Map<String, ServerWebSocket> sockets;
  private final boolean coalescing;

  private Relay(Map<String, ServerWebSocket> sockets, boolean coalescing) {
    this.sockets = sockets;
    this.coalescing = coalescing;
  }

  /** Listens on a free port, and says on which. */
  static void start(boolean coalescing) {
    Map<String, ServerWebSocket> sockets = new ConcurrentHashMap<>();
    int loops = Runtime.getRuntime().availableProcessors();
    Vertx.vertx(new VertxOptions().setPreferNativeTransport(true))
        .deployVerticle(
            () -> new Relay(sockets, coalescing), new DeploymentOptions().setInstances(loops))
        .onFailure(failure -> System.exit(1));
  }

  @Override
  public Future<?> start() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost("127.0.0.1")
            .setPort(FREE_PORT_OF_ALL_INSTANCES)
            .setMaxWebSocketFrameSize(FRAME_BYTES)
            .setMaxWebSocketMessageSize(FRAME_BYTES)
            .setPerMessageWebSocketCompressionSupported(false)
            .setPerFrameWebSocketCompressionSupported(false);
    return vertx
        .createHttpServer(options)
        .requestHandler(this::accept)
        .listen()
        .onSuccess(Relay::say);
  }

  private static synchronized void say(HttpServer server) {
    System.out.println("clients ws://127.0.0.1:" + server.actualPort() + "/");
  }

  private void accept(HttpServerRequest request) {
    if (coalescing) {
      ((ConnectionBase) request.connection())
          .channel()
          .pipeline()
          .addFirst(new FlushConsolidationHandler(FLUSHES_AT_MOST, true));
    }
    request.toWebSocket().onSuccess(socket -> join(request.path(), socket));
  }

  private void join(String path, ServerWebSocket socket) {
    String[] parts = path.split("/", -1);
    String other = parts[1].equals("sender") ? "recipient" : "sender";
    String partner = "/" + other + "/" + parts[2];
    sockets.put(path, socket);
    socket.closeHandler(closed -> sockets.remove(path, socket));
    socket.frameHandler(frame -> pass(sockets.get(partner), frame));
  }

  private static void pass(ServerWebSocket to, WebSocketFrame frame) {
    if (to != null && frame.isBinary()) {
      to.writeFrame(WebSocketFrame.binaryFrame(frame.binaryData(), true));
    }
  }
}
