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

/** Takes WebSockets, on as many event loops and with the same options as the server. */
final class BareServer extends VerticleBase {
  private static final int FREE_PORT_OF_ALL_INSTANCES = -1;
  private static final int FRAME_BYTES = 262_144;
  private static final int FLUSHES_AT_MOST = 256;

  /** Serves a WebSocket. */
  interface Guide {
    void guide(String path, ServerWebSocket socket);
  }

  private final boolean coalescing;
  private final Guide guide;

  private BareServer(boolean coalescing, Guide guide) {
    this.coalescing = coalescing;
    this.guide = guide;
  }

  /** Vert.x as the server has it. */
  static Vertx vertx() {
    return Vertx.vertx(options());
  }

  /** The options that the server begins with. */
  static VertxOptions options() {
    return new VertxOptions().setPreferNativeTransport(true);
  }

  /**
   * Listens on a free port, and says on which; ends the process where it cannot.
   *
   * @param coalescing writes of one turn leave together
   */
  static void start(Vertx vertx, boolean coalescing, Guide guide) {
    int loops = Runtime.getRuntime().availableProcessors();
    vertx
        .deployVerticle(
            () -> new BareServer(coalescing, guide), new DeploymentOptions().setInstances(loops))
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
        .onSuccess(BareServer::say);
  }

  private static synchronized void say(HttpServer server) {
    System.out.println("clients ws://127.0.0.1:" + server.actualPort() + "/");
  }

  private void accept(HttpServerRequest request) {
    if (coalescing) {
      coalesce((ConnectionBase) request.connection());
    }
    request.toWebSocket().onSuccess(socket -> guide.guide(request.path(), socket));
  }

  /** Makes writes of one turn leave together. */
  static void coalesce(ConnectionBase connection) {
    connection.channel().pipeline().addFirst(new FlushConsolidationHandler(FLUSHES_AT_MOST, true));
  }
}
