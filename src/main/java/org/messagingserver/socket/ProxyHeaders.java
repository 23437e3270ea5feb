package org.messagingserver.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.net.InetAddress;

/**
 * Takes the PROXY protocol's header from the connections of trusted proxies, each of which may have
 * one or not. From anybody else it stays what it is to HTTP: a bad request, with one line in the
 * log.
 */
final class ProxyHeaders {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.socket");

  private boolean warned;

  /**
   * A connection has come, of which nothing has been read.
   *
   * @param onClient gets the address that a trusted proxy names
   */
  void expect(HttpConnection connection, boolean isTrusted, Handler<InetAddress> onClient) {
    ((HttpServerConnection) connection)
        .channelHandlerContext()
        .pipeline()
        .addBefore("httpDecoder", null, new HeaderHandler(isTrusted, onClient));
  }

  private void refused() {
    if (!warned) {
      warned = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "refused a PROXY protocol header: its sender is not in http.trustedProxies, or it is"
              + " malformed");
    }
  }

  /** Leaves the connection as soon as it is plain whether there is a header. */
  private final class HeaderHandler extends ChannelInboundHandlerAdapter {
    private final boolean isTrusted;
    private final Handler<InetAddress> onClient;
    private ByteBuf held;

    HeaderHandler(boolean isTrusted, Handler<InetAddress> onClient) {
      this.isTrusted = isTrusted;
      this.onClient = onClient;
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object read) {
      ByteBuf bytes = (ByteBuf) read;
      if (held == null) {
        held = bytes;
      } else {
        held = from.alloc().buffer(held.readableBytes() + bytes.readableBytes()).writeBytes(held);
        held.writeBytes(bytes);
        bytes.release();
      }
      decide(from);
    }

    private void decide(ChannelHandlerContext from) {
      ProxyHeader header = ProxyHeader.of(held);
      if (header.isIncomplete() && isTrusted) {
        return;
      }
      if (header.isValid() && isTrusted) {
        held.skipBytes(header.length());
        header.client().ifPresent(onClient::handle);
      } else if (header.isHeader()) {
        refused();
      }
      ByteBuf rest = held;
      held = null;
      from.fireChannelRead(rest);
      from.pipeline().remove(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
      if (held != null) {
        held.release();
        held = null;
      }
    }
  }
}
