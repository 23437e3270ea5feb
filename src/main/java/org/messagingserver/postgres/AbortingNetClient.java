package org.messagingserver.postgres;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateEvent;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection at once whose peer has been silent for the idle timeout. The driver would say
 * good-bye to the peer and wait for its answer, and a peer that is frozen or cut off gives none:
 * the statement would never end, and its connection would never leave the pool.
 */
final class AbortingNetClient implements NetClient {
  /** Vert.x' own, which the driver puts its codec in front of. */
  private static final String HANDLER = "handler";

  private final NetClient client;

  private AbortingNetClient(NetClient client) {
    this.client = client;
  }

  /** The same Vert.x, whose clients are of this kind. */
  static VertxInternal in(VertxInternal vertx) {
    return new VertxWrapper(vertx) {
      @Override
      public NetClient createNetClient(NetClientOptions options) {
        return new AbortingNetClient(super.createNetClient(options));
      }
    };
  }

  /** In front of the codec, so that the close does not pass through it. */
  @ChannelHandler.Sharable
  private static final class Abort extends ChannelInboundHandlerAdapter {
    private static final Abort ABORT = new Abort();

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof IdleStateEvent) {
        ChannelFuture unused = context.close();
      } else {
        context.fireUserEventTriggered(event);
      }
    }
  }

  private static NetSocket watched(NetSocket socket) {
    ChannelPipeline pipeline = ((NetSocketInternal) socket).channelHandlerContext().pipeline();
    pipeline.addBefore(HANDLER, "abort", Abort.ABORT);
    return socket;
  }

  @Override
  public Future<NetSocket> connect(ConnectOptions options) {
    return client.connect(options).map(AbortingNetClient::watched);
  }

  @Override
  public Future<NetSocket> connect(int port, String host) {
    return client.connect(port, host).map(AbortingNetClient::watched);
  }

  @Override
  public Future<NetSocket> connect(int port, String host, String serverName) {
    return client.connect(port, host, serverName).map(AbortingNetClient::watched);
  }

  @Override
  public Future<NetSocket> connect(SocketAddress address) {
    return client.connect(address).map(AbortingNetClient::watched);
  }

  @Override
  public Future<NetSocket> connect(SocketAddress address, String serverName) {
    return client.connect(address, serverName).map(AbortingNetClient::watched);
  }

  @Override
  public Future<Void> shutdown(long timeout, TimeUnit unit) {
    return client.shutdown(timeout, unit);
  }

  @Override
  public Future<Boolean> updateSSLOptions(ClientSSLOptions options, boolean force) {
    return client.updateSSLOptions(options, force);
  }
}
