package org.messagingserver.system.attachments;

import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/** Relays TCP connections to a server, and cuts each off once so much has come from there. */
final class CuttingRelay implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger connections = new AtomicInteger();
  private final URI target;
  private final int bytes;
  private final NetServer server;

  private CuttingRelay(URI target, int bytes) {
    this.target = target;
    this.bytes = bytes;
    this.server = await(vertx.createNetServer().connectHandler(this::relay).listen(0, "127.0.0.1"));
  }

  static CuttingRelay start(URI target, int bytes) {
    return new CuttingRelay(target, bytes);
  }

  private void relay(NetSocket client) {
    connections.incrementAndGet();
    client.pause();
    vertx
        .createNetClient()
        .connect(target.getPort(), target.getHost())
        .onSuccess(upstream -> join(client, upstream));
  }

  private void join(NetSocket client, NetSocket upstream) {
    AtomicInteger left = new AtomicInteger(bytes);
    client.handler(upstream::write);
    client.closeHandler(closed -> upstream.close());
    upstream.handler(
        part -> {
          client.write(part);
          if (left.addAndGet(-part.length()) < 0) {
            client.close();
          }
        });
    upstream.closeHandler(closed -> client.close());
    client.resume();
  }

  URI uri() {
    return URI.create("ws://127.0.0.1:" + server.actualPort() + "/api");
  }

  int connections() {
    return connections.get();
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
