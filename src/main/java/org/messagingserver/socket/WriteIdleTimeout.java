package org.messagingserver.socket;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * Vert.x' end of a connection that is sent nothing for long, as if that were the client's fault.
 */
final class WriteIdleTimeout {
  private WriteIdleTimeout() {}

  /** A connection on which only the client sends is none of those. */
  static void remove(HttpConnection connection) {
    ChannelPipeline pipeline =
        ((HttpServerConnection) connection).channelHandlerContext().pipeline();
    if (pipeline.get(IdleStateHandler.class) != null) {
      pipeline.remove(IdleStateHandler.class);
    }
  }
}
