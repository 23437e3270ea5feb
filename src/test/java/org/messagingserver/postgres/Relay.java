package org.messagingserver.postgres;

import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A way to the database that can be opened late, and stopped up. */
final class Relay implements AutoCloseable {
  private final PgConnectOptions target;
  private final String uri;
  private final int port;
  private final NetServer server;
  private final NetClient client;
  private volatile boolean silent;

  private Relay(Vertx vertx, String uri, int port) {
    this.target = PgConnectOptions.fromUri(uri);
    this.uri = uri;
    this.port = port;
    this.server = vertx.createNetServer();
    this.client = vertx.createNetClient();
  }

  static Relay to(Vertx vertx, String uri) {
    try {
      return new Relay(vertx, uri, LoopbackPorts.anyFree());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  String uri() {
    return uri.replace(":" + target.getPort() + "/", ":" + port + "/");
  }

  void listen() {
    await(server.connectHandler(this::join).listen(port, LoopbackPorts.HOST));
  }

  /** Keeps every connection, and lets nothing through any more. */
  void fallSilent() {
    silent = true;
  }

  @Override
  public void close() {
    await(server.close());
    await(client.close());
  }

  private void join(NetSocket asking) {
    asking.pause();
    client
        .connect(target.getPort(), target.getHost())
        .onSuccess(
            answering -> {
              asking.closeHandler(closed -> answering.close());
              asking.handler(answering::write).resume();
              answering.closeHandler(closed -> asking.close());
              answering.handler(answer -> pass(answer, asking));
            });
  }

  private void pass(Buffer answer, NetSocket asking) {
    if (!silent) {
      asking.write(answer);
    }
  }
}
