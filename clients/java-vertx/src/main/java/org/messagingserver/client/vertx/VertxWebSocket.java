package org.messagingserver.client.vertx;

import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.messagingserver.client.ConnectFailedException;
import org.messagingserver.client.Disconnection;
import org.messagingserver.client.Scheduler;
import org.messagingserver.client.Transport;

/** A WebSocket of Vert.x. */
final class VertxWebSocket implements Transport.WebSocket {
  private static final short NORMAL = 1000;

  private final ClientWebSocket socket;
  private final Transport.Listener listener;
  private final KeepAlive keepAlive;
  private boolean open;
  private boolean closed;

  private VertxWebSocket(
      ClientWebSocket socket, Duration ping, Scheduler scheduler, Transport.Listener listener) {
    this.socket = socket;
    this.listener = listener;
    this.keepAlive =
        new KeepAlive(scheduler, ping, () -> socket.writePing(Buffer.buffer()), this::abort);
  }

  static VertxWebSocket open(
      ClientWebSocket socket,
      WebSocketConnectOptions target,
      Duration ping,
      Scheduler scheduler,
      Transport.Listener listener) {
    VertxWebSocket opening = new VertxWebSocket(socket, ping, scheduler, listener);
    opening.setHandlers();
    socket.connect(target).onComplete(opened -> opening.opened(), opening::failed);
    return opening;
  }

  // Set before connecting: the server's first message may arrive together with the handshake.
  private void setHandlers() {
    socket
        .binaryMessageHandler(this::received)
        .pongHandler(pong -> keepAlive.received())
        .drainHandler(room -> drained())
        .exceptionHandler(failure -> abort())
        .endHandler(closeFrame -> ended())
        .closeHandler(end -> ended());
  }

  private void opened() {
    if (!open) {
      open = true;
      if (closed) {
        socket.close(NORMAL);
      } else {
        keepAlive.start();
        listener.opened();
      }
    }
  }

  private void failed(Throwable failure) {
    if (!closed) {
      closed = true;
      keepAlive.stop();
      listener.failed(describe(failure));
    }
  }

  private static ConnectFailedException describe(Throwable failure) {
    if (failure instanceof UpgradeRejectedException rejected) {
      return ConnectFailedException.httpStatus(rejected.getStatus(), failure);
    }
    boolean isVersion =
        failure instanceof WebSocketHandshakeException
            && failure.getMessage().startsWith("Invalid subprotocol");
    return isVersion
        ? ConnectFailedException.wrongVersion(failure)
        : ConnectFailedException.of(failure);
  }

  private void received(Buffer frame) {
    opened();
    keepAlive.received();
    if (!closed) {
      listener.received(frame.getBytes());
    }
  }

  private void drained() {
    if (!closed) {
      listener.drained();
    }
  }

  private void abort() {
    if (!closed) {
      var unused = close();
      listener.closed(Disconnection.ABNORMAL);
    }
  }

  private void ended() {
    if (!closed) {
      closed = true;
      keepAlive.stop();
      Short code = open ? socket.closeStatusCode() : null;
      listener.closed(code == null ? Disconnection.ABNORMAL : code);
    }
  }

  @Override
  public void send(byte[] frame) {
    if (!closed && !socket.isClosed()) {
      socket.writeBinaryMessage(Buffer.buffer(frame));
    }
  }

  @Override
  public boolean isFull() {
    return socket.isClosed() || socket.writeQueueFull();
  }

  /** Meanwhile nothing shows whether the server is alive. */
  @Override
  public void pause() {
    keepAlive.suspend();
    socket.pause();
  }

  @Override
  public void resume() {
    keepAlive.resume();
    socket.resume();
  }

  @Override
  public CompletableFuture<Void> close() {
    closed = true;
    keepAlive.stop();
    return open
        ? socket.close(NORMAL).toCompletionStage().toCompletableFuture()
        : CompletableFuture.completedFuture(null);
  }
}
