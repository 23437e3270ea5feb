package org.messagingserver.socket;

import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import org.messagingserver.limits.Visit;
import org.messagingserver.session.Peer;
import org.messagingserver.session.Services;
import org.messagingserver.session.Session;
import org.messagingserver.wire.CloseCode;

/** One WebSocket and its Session. */
final class Socket implements Peer {
  private static final Buffer PING = Buffer.buffer();

  private final ServerWebSocket webSocket;
  private final FrameAssembler frames;
  private final KeepAlive keepAlive;
  private final Session session;
  private final FrameWriter writer;
  private final Farewell farewell;
  private final Runnable onGone;
  private boolean open = true;

  /**
   * @param visit what the connection may ask
   * @param onGone run once, when nothing of the socket is left
   */
  Socket(
      Vertx vertx,
      ServerWebSocket webSocket,
      HttpSettings settings,
      Services services,
      Visit visit,
      Runnable onGone) {
    this.webSocket = webSocket;
    this.frames = new FrameAssembler(settings.maxFrameBytes());
    this.keepAlive =
        new KeepAlive(vertx, settings.ping(), this::ping, () -> session().close(CloseCode.POLICY));
    this.session = new Session(this, services, visit);
    this.writer =
        new FrameWriter(vertx.getOrCreateContext(), webSocket, () -> session().paceChanged());
    this.farewell = new Farewell(vertx.getOrCreateContext(), webSocket, this::broken);
    this.onGone = onGone;
    webSocket.setWriteQueueMaxSize(settings.writeQueueBytes());
    webSocket.frameHandler(this::frame);
    webSocket.pongHandler(pong -> keepAlive.heard());
    webSocket.exceptionHandler(failure -> session().closed());
    webSocket.closeHandler(closed -> gone());
    session.opened();
  }

  Session session() {
    return session;
  }

  private void frame(WebSocketFrame frame) {
    if (!open) {
      return;
    }
    keepAlive.heard();
    if (webSocket.isClosed()) {
      session.closed();
      return;
    }
    if (!(frame.isBinary() || frame.isText() || frame.isContinuation())) {
      session.paceChanged();
      session.overheard(frame.binaryData().length());
      return;
    }
    try {
      frames.add(frame).ifPresentOrElse(session::received, () -> session.overheard(0));
    } catch (FrameAssembler.RefusedFrameException refused) {
      session.close(refused.code());
    }
  }

  /** What is no WebSocket frame, or a larger one than allowed, is found by Netty. */
  private void broken(CorruptedWebSocketFrameException failure) {
    boolean tooLarge = failure.closeStatus().code() == CloseCode.TOO_LARGE.code();
    session.close(tooLarge ? CloseCode.TOO_LARGE : CloseCode.BROKEN_FRAME);
  }

  /** Vert.x counts a socket as closed from the close frame on, and throws at what comes then. */
  private boolean isOpen() {
    return open && !webSocket.isClosed();
  }

  private void ping() {
    if (isOpen()) {
      webSocket.writePing(PING);
    }
  }

  @Override
  public void send(Buffer frame) {
    if (isOpen()) {
      writer.write(frame);
    }
  }

  @Override
  public boolean isWritable() {
    return !isOpen() || writer.isWritable();
  }

  @Override
  public void read(Reading reading) {
    keepAlive.suspended(reading == Reading.SERVER_IS_BEHIND);
    if (reading == Reading.ON) {
      webSocket.resume();
    } else {
      webSocket.pause();
    }
  }

  /** A paused socket would never see the client's answer to the close. */
  @Override
  public void close(CloseCode code) {
    if (open) {
      open = false;
      keepAlive.stop();
      farewell.begin();
      webSocket.resume();
      writer.flush();
      webSocket.close((short) code.code());
    }
  }

  private void gone() {
    open = false;
    keepAlive.stop();
    session.closed();
    onGone.run();
  }
}
