package org.messagingserver.socket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import org.messagingserver.ratelimit.ClientQuota;

/**
 * Reads the body of a request block by block, each in its turn. Without it, a channel reads up to
 * sixteen blocks before the next one is served.
 */
final class TransferReads extends ChannelOutboundHandlerAdapter {
  private final TransferTurns turns;
  private final ClientQuota quota;
  private boolean waiting;
  private boolean itsTurn;

  private TransferReads(TransferTurns turns, ClientQuota quota) {
    this.turns = turns;
    this.quota = quota;
  }

  /** From now on a connection reads so. */
  static void begin(HttpConnection connection, TransferTurns turns, ClientQuota quota) {
    ChannelPipeline pipeline =
        ((HttpServerConnection) connection).channelHandlerContext().pipeline();
    // No other channel shares it.
    if (pipeline.channel().config().getRecvByteBufAllocator()
        instanceof MaxMessagesRecvByteBufAllocator own) {
      own.maxMessagesPerRead(1);
    }
    pipeline.addFirst(new TransferReads(turns, quota));
  }

  /** Behind each block, and whenever Vert.x resumes. */
  @Override
  public void read(ChannelHandlerContext channel) {
    if (itsTurn) {
      itsTurn = false;
      channel.read();
      return;
    }
    channel.channel().config().setAutoRead(false);
    if (!waiting) {
      waiting = true;
      turns.request(quota::transferWait, () -> takeTurn(channel));
    }
  }

  /** Has the channel read, and ask for a turn behind that unless Vert.x pauses it. */
  private void takeTurn(ChannelHandlerContext channel) {
    waiting = false;
    if (channel.channel().isOpen()) {
      itsTurn = true;
      channel.channel().config().setAutoRead(true);
    }
  }
}
