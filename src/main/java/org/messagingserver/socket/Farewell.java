package org.messagingserver.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;

/**
 * Lets a client read why it is closed, whatever it has sent meanwhile. TCP resets a connection that
 * is closed with something unread, and that may overtake the close frame. So the server reads on
 * and keeps nothing: until the client has closed as well, {@link ServerOptions#CLOSING_SECONDS} at
 * the longest and {@link #MOST_BYTES} at the most.
 *
 * <p>Once a client has sent what is no frame its close frame can not be made out either; it is told
 * the end by TCP too, and ends the connection so.
 */
final class Farewell extends ChannelDuplexHandler {
  /** As much as the largest message that any server may be told to take. */
  private static final int MOST_BYTES = HttpSettings.LARGEST_FRAME;

  private final Context context;
  private final Handler<CorruptedWebSocketFrameException> onBroken;
  private ChannelHandlerContext channel;
  private boolean begun;
  private boolean broken;
  private boolean said;

  /**
   * @param context of the socket
   * @param onBroken told once, of what is no WebSocket frame or a larger one than allowed
   */
  Farewell(
      Context context,
      ServerWebSocket webSocket,
      Handler<CorruptedWebSocketFrameException> onBroken) {
    this.context = context;
    this.onBroken = onBroken;
    ChannelHandlerContext last = ((WebSocketInternal) webSocket).channelHandlerContext();
    last.pipeline().addBefore(last.name(), null, this);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    channel = added;
  }

  /** The server closes, or is about to. */
  void begin() {
    ChannelHandlerContext decoder = channel.pipeline().context(WebSocketFrameDecoder.class);
    if (!begun && decoder != null) {
      begun = true;
      channel.pipeline().addBefore(decoder.name(), null, new Leftovers());
    }
  }

  /** Vert.x would close at once, with its close frame not yet written. */
  @Override
  public void exceptionCaught(ChannelHandlerContext from, Throwable failure) {
    if (failure instanceof CorruptedWebSocketFrameException corrupted) {
      begin();
      broken = true;
      context.runOnContext(turn -> onBroken.handle(corrupted));
      endOnceSaid();
    } else {
      from.fireExceptionCaught(failure);
    }
  }

  @Override
  public void write(ChannelHandlerContext to, Object message, ChannelPromise promise)
      throws Exception {
    if (message instanceof CloseWebSocketFrame) {
      promise.addListener(
          written -> {
            said = true;
            endOnceSaid();
          });
    }
    super.write(to, message, promise);
  }

  private void endOnceSaid() {
    if (broken && said) {
      SslHandler tls = channel.pipeline().get(SslHandler.class);
      ChannelFuture last =
          tls == null ? channel.channel().newSucceededFuture() : tls.closeOutbound();
      last.addListener(ended -> endOutput());
    }
  }

  private void endOutput() {
    ChannelFuture unused = ((DuplexChannel) channel.channel()).shutdownOutput();
  }

  /** What a client sends behind the end: only its close frame is of interest. */
  private final class Leftovers extends ChannelInboundHandlerAdapter {
    private int allowed = MOST_BYTES;

    @Override
    public void channelRead(ChannelHandlerContext from, Object read) {
      ByteBuf bytes = (ByteBuf) read;
      allowed -= bytes.readableBytes();
      if (broken || allowed < 0) {
        bytes.release();
      } else {
        from.fireChannelRead(bytes);
      }
      if (allowed < 0) {
        ChannelFuture unused = from.close();
      }
    }
  }
}
