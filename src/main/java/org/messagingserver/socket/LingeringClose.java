package org.messagingserver.socket;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;

/**
 * Lets a client read why it is closed, whatever it has sent meanwhile. TCP resets a connection that
 * is closed with something unread, and that may overtake the close frame. So the server reads on
 * and keeps nothing: until the client has closed as well, {@link ServerOptions#CLOSING_SECONDS} at
 * the longest and as many bytes as {@link InputDiscarder} allows.
 *
 * <p>Once a client has sent what is no frame its close frame can not be made out either; it learns
 * of the end by TCP too, and ends the connection so.
 */
final class LingeringClose extends ChannelDuplexHandler {
  private final Context context;
  private final FrameGate gate;
  private final Handler<CorruptedWebSocketFrameException> onBroken;
  private ChannelHandlerContext channel;
  private boolean broken;
  private boolean closeFrameSent;

  /**
   * @param context of the socket
   * @param gate in front of the connection
   * @param onBroken called once, for bytes that are no WebSocket frame or a larger one than allowed
   */
  LingeringClose(
      Context context,
      FrameGate gate,
      ServerWebSocket webSocket,
      Handler<CorruptedWebSocketFrameException> onBroken) {
    this.context = context;
    this.gate = gate;
    this.onBroken = onBroken;
    ChannelHandlerContext last = ((WebSocketInternal) webSocket).channelHandlerContext();
    last.pipeline().addBefore(last.name(), null, this);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    channel = added;
  }

  /** The server closes, or is about to. */
  void start() {
    gate.close();
  }

  /** Vert.x would close at once, with its close frame not yet written. */
  @Override
  public void exceptionCaught(ChannelHandlerContext from, Throwable failure) {
    if (failure instanceof CorruptedWebSocketFrameException corrupted) {
      gate.closeBroken();
      broken = true;
      context.runOnContext(tick -> onBroken.handle(corrupted));
      endOnceCloseFrameSent();
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
            closeFrameSent = true;
            endOnceCloseFrameSent();
          });
    }
    super.write(to, message, promise);
  }

  private void endOnceCloseFrameSent() {
    if (broken && closeFrameSent) {
      SslHandler tls = channel.pipeline().get(SslHandler.class);
      ChannelFuture last =
          tls == null ? channel.channel().newSucceededFuture() : tls.closeOutbound();
      last.addListener(ended -> endOutput());
    }
  }

  private void endOutput() {
    ChannelFuture unused = ((DuplexChannel) channel.channel()).shutdownOutput();
  }
}
