package org.messagingserver.tools.bench.load;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.time.Duration;

/**
 * A link to a server that holds everything that clients send for a round trip, in its order, and
 * passes on at once what the server sends.
 */
public final class DelayedLink {
  private static final String HOST = "127.0.0.1";

  private final EventLoops eventLoops;
  private final URI server;
  private final long millis;

  private DelayedLink(EventLoops eventLoops, URI server, Duration roundTrip) {
    this.eventLoops = eventLoops;
    this.server = server;
    this.millis = roundTrip.toMillis();
  }

  /** Listens until the process ends; returns the address for clients. Blocks. */
  public static URI listen(EventLoops eventLoops, URI server, Duration roundTrip) {
    DelayedLink link = new DelayedLink(eventLoops, server, roundTrip);
    int port =
        Await.result(
                eventLoops.vertx().createNetServer().connectHandler(link::accept).listen(0, HOST))
            .actualPort();
    return URI.create("ws://" + HOST + ":" + port + server.getRawPath());
  }

  private void accept(NetSocket client) {
    client.pause();
    eventLoops
        .client()
        .connect(server.getPort(), server.getHost())
        .onSuccess(
            to -> {
              client.handler(bytes -> later(to, bytes));
              to.handler(client::write);
              client.closeHandler(closed -> to.close());
              to.closeHandler(closed -> client.close());
              client.resume();
            })
        .onFailure(refused -> client.close());
  }

  /** Timers of one length end in the order in which they began. */
  private void later(NetSocket to, Buffer bytes) {
    eventLoops.vertx().setTimer(millis, over -> to.write(bytes));
  }
}
