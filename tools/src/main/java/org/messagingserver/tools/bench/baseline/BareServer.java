package org.messagingserver.tools.bench.baseline;

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
import io.vertx.core.net.impl.ConnectionBase;

/** Accepts WebSockets, with the same number of event loops and the same options as the server. */
final class BareServer extends VerticleBase {
  private static final int FREE_PORT_OF_ALL_INSTANCES = -1;
  private static final int FRAME_BYTES = 262_144;
  private static final int MAX_FLUSHES = 256;

  /** Serves a WebSocket. */
  interface ConnectionHandler {
    void handle(String path, ServerWebSocket socket);
  }

  private final boolean coalescing;
  private final ConnectionHandler handler;

  private BareServer(boolean coalescing, ConnectionHandler handler) {
    this.coalescing = coalescing;
    this.handler = handler;
  }

  /** Vert.x with the server's options. */
  static Vertx vertx() {
    return Vertx.vertx(options());
  }

  /** The options that the server begins with. */
  static VertxOptions options() {
    return new VertxOptions().setPreferNativeTransport(true);
  }

  /**
   * Listens on a free port and prints it; exits on failure.
   *
   * @param coalescing whether writes of one tick are sent together
   */
  static void start(Vertx vertx, boolean coalescing, ConnectionHandler handler) {
    int loops = Runtime.getRuntime().availableProcessors();
    vertx
        .deployVerticle(
            () -> new BareServer(coalescing, handler), new DeploymentOptions().setInstances(loops))
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
        .onSuccess(BareServer::printAddress);
  }

  private static synchronized void printAddress(HttpServer server) {
    System.out.println("clients ws://127.0.0.1:" + server.actualPort() + "/");
  }

  private void accept(HttpServerRequest request) {
    if (coalescing) {
      coalesce((ConnectionBase) request.connection());
    }
    request.toWebSocket().onSuccess(socket -> handler.handle(request.path(), socket));
  }

  /** Makes writes of one tick leave together. */
  static void coalesce(ConnectionBase connection) {
    connection.channel().pipeline().addFirst(new FlushConsolidationHandler(MAX_FLUSHES, true));
  }
}
