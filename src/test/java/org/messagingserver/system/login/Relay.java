package org.messagingserver.system.login;

import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import org.messagingserver.protocol.ProtocolVersion;

/**
 * A hostile server: it passes the challenge of another server to its own clients, and their logins
 * back. It speaks the newest version of the protocol with clients, and any with the other server.
 */
final class Relay {
  private final URI target;
  private final ProtocolVersion version;
  private final WebSocketClient client;
  private final HttpServer server;

  private Relay(Vertx vertx, URI target, ProtocolVersion version) {
    this.target = target;
    this.version = version;
    this.client = vertx.createWebSocketClient();
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .addWebSocketSubProtocol(ProtocolVersion.V2.subprotocol().orElseThrow()))
            .webSocketHandler(this::connected);
  }

  static Relay start(Vertx vertx, URI target, ProtocolVersion version) {
    Relay relay = new Relay(vertx, target, version);
    await(relay.server.listen(0, "127.0.0.1"));
    return relay;
  }

  /** Where its clients connect, by a host of their choice. */
  URI uri(String host) {
    return URI.create("ws://" + host + ":" + server.actualPort() + "/api");
  }

  private void connected(ServerWebSocket victim) {
    victim.pause();
    WebSocketConnectOptions options =
        new WebSocketConnectOptions().setAbsoluteURI(target.toString());
    version.subprotocol().ifPresent(options::addSubProtocol);
    var upstream = client.webSocket();
    upstream.binaryMessageHandler(victim::writeBinaryMessage);
    upstream.closeHandler(closed -> victim.close());
    upstream.connect(options).onSuccess(opened -> passOn(victim, opened));
  }

  private static void passOn(ServerWebSocket victim, WebSocket opened) {
    victim.binaryMessageHandler(opened::writeBinaryMessage);
    victim.closeHandler(closed -> opened.close());
    victim.resume();
  }
}
