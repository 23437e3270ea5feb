package org.messagingserver.tools.bench.load;

import io.vertx.core.Future;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Push services, each in another network of 127.0.0.0/8, that take connections and never say a
 * word. Its public methods block.
 */
public final class SilentPushServices implements AutoCloseable {
  private final List<NetServer> servers = new ArrayList<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final int port;

  /**
   * Opens them on one port.
   *
   * @param count of services, at most 254
   */
  public SilentPushServices(EventLoops eventLoops, int count) {
    int free = 0;
    for (int number = 0; number < count; number++) {
      NetServer server = eventLoops.vertx().createNetServer().connectHandler(this::hold);
      servers.add(server);
      Await.result(server.listen(free, host(number)));
      free = server.actualPort();
    }
    this.port = free;
  }

  private static String host(int number) {
    return "127.0." + (number + 1) + ".1";
  }

  /** The port of all of them. */
  public int port() {
    return port;
  }

  private void hold(NetSocket connection) {
    waiting.incrementAndGet();
    connection.closeHandler(closed -> waiting.decrementAndGet());
  }

  /**
   * Makes sure that somebody waits for an answer.
   *
   * @throws IllegalStateException if nobody does
   */
  public void requireWaiting() {
    if (waiting.get() == 0) {
      throw new IllegalStateException("no push waits for an answer");
    }
  }

  /** An endpoint at one of them. */
  String endpoint(int number) {
    return "https://" + host(number % servers.size()) + ":" + port + "/push/" + number;
  }

  @Override
  public void close() {
    Await.result(Future.join(servers.stream().map(NetServer::close).toList()));
  }
}
