package org.messagingserver.socket;

import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.ratelimit.ClientQuota;
import org.messagingserver.session.FrameSink;
import org.messagingserver.session.Session;
import org.messagingserver.session.SessionContext;

/** One WebSocket and its Session. */
final class WebSocketConnection implements FrameSink {
  private static final Buffer PING = Buffer.buffer();

  /** A client that reads gets its close frame within this time; the others lose the connection. */
  private static final long EVICTION_MILLIS = 1000;

  private final Vertx vertx;
  private final ServerWebSocket webSocket;
  private final Context context;
  private final FrameGate gate;
  private final UnfinishedMessages.Unfinished unfinished;
  private final FrameAssembler frames;
  private final KeepAlive keepAlive;
  private final Session session;
  private final FrameWriter writer;
  private final LingeringClose lingeringClose;
  private final SlowReaderEviction slowReaderEviction;
  private final int maxUnsentBytes;
  private final SocketMeters meters;
  private final Runnable onClosed;
  private Optional<SilenceProbe> silenceProbe = Optional.empty();
  private boolean isRead = true;
  private boolean open = true;
  private boolean evicted;
  private boolean dropped;

  /**
   * @param gate in front of the connection
   * @param messages of the event loop that are still coming in
   * @param slowReaderEviction of the event loop
   * @param clientQuota what the connection may ask
   * @param meters count probes of silent clients
   * @param onClosed run once, when nothing of the socket is left
   */
  WebSocketConnection(
      Vertx vertx,
      ServerWebSocket webSocket,
      FrameGate gate,
      UnfinishedMessages messages,
      HttpSettings settings,
      SessionContext sessionContext,
      SlowReaderEviction slowReaderEviction,
      ClientQuota clientQuota,
      SocketMeters meters,
      Runnable onClosed) {
    this.vertx = vertx;
    this.slowReaderEviction = slowReaderEviction;
    this.maxUnsentBytes = settings.unsentBytes();
    this.webSocket = webSocket;
    this.context = vertx.getOrCreateContext();
    this.gate = gate;
    this.unfinished = messages.opened(clientQuota, this::drop);
    this.frames = new FrameAssembler(settings.maxFrameBytes());
    this.keepAlive =
        new KeepAlive(vertx, settings.ping(), this::ping, () -> session().close(CloseCode.POLICY));
    this.session =
        new Session(this, sessionContext, clientQuota, ProtocolVersion.of(webSocket.subProtocol()));
    this.writer =
        new FrameWriter(
            context, webSocket, slowReaderEviction, () -> session().writabilityChanged());
    this.lingeringClose = new LingeringClose(context, gate, webSocket, this::broken);
    this.meters = meters;
    this.onClosed = onClosed;
    webSocket.setWriteQueueMaxSize(HttpSettings.WRITE_QUEUE_BYTES);
    webSocket.frameHandler(this::frame);
    webSocket.pongHandler(pong -> keepAlive.received());
    webSocket.exceptionHandler(this::failed);
    webSocket.closeHandler(closed -> closed());
    session.opened();
    gate.open(unfinished);
  }

  Session session() {
    return session;
  }

  private void frame(WebSocketFrame frame) {
    if (!open || dropped) {
      boolean unused = unfinished.dropped(frame.binaryData().length());
      return;
    }
    keepAlive.received();
    if (webSocket.isClosed()) {
      session.closed();
      return;
    }
    if (!(frame.isBinary() || frame.isText() || frame.isContinuation())) {
      session.writabilityChanged();
      session.countIgnoredFrame(frame.binaryData().length());
      return;
    }
    int bytes = frame.binaryData().length();
    try {
      Optional<Buffer> message = frames.add(frame);
      unfinished.fragments(frames.bytes());
      message.ifPresentOrElse(
          whole -> session.received(whole, bytes), () -> session.countIgnoredFrame(bytes));
    } catch (FrameAssembler.RefusedFrameException refused) {
      session.close(refused.code());
    }
  }

  private void failed(Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      slowReaderEviction.ofNode().countOutOfMemory();
    }
    session.closed();
  }

  /** Lets go of an unfinished message at once; others may be in the middle of a tick. */
  private void drop(CloseCode code) {
    dropped = true;
    frames.clear();
    gate.close();
    context.runOnContext(tick -> session.close(code));
  }

  /** Netty found bytes that are no WebSocket frame, or a larger frame than allowed. */
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
  public void probe(int bytesBefore) {
    if (isOpen() && !evicted && silenceProbe.isEmpty()) {
      silenceProbe =
          Optional.of(
              new SilenceProbe(
                  vertx,
                  SilenceProbe.ANSWER,
                  bytesBefore + writer.unsent(),
                  gate::reads,
                  this::probed));
      suspendProbeUnlessRead();
      ping();
    }
  }

  private void probed(SilenceProbe.Outcome outcome) {
    silenceProbe = Optional.empty();
    meters.probed(outcome);
    if (outcome == SilenceProbe.Outcome.SILENT) {
      session.close(CloseCode.POLICY);
    }
  }

  private void suspendProbeUnlessRead() {
    if (!isRead) {
      silenceProbe.ifPresent(SilenceProbe::suspended);
    }
  }

  /** A client that has let too much wait, or for which there is no memory, gets nothing more. */
  @Override
  public void send(Buffer frame) {
    if (isOpen() && !evicted) {
      if (writer.unsent() > maxUnsentBytes) {
        evict();
      } else {
        write(frame);
      }
    }
  }

  private void write(Buffer frame) {
    try {
      writer.write(frame);
    } catch (OutOfMemoryError none) {
      slowReaderEviction.ofNode().countOutOfMemory();
      evict();
    }
  }

  /** Closes the socket in the next tick, whether its client reads or not. */
  void evict() {
    evicted = true;
    vertx.runOnContext(tick -> session.close(CloseCode.TRY_LATER));
    vertx.setTimer(EVICTION_MILLIS, late -> writer.abort());
  }

  boolean isEvicted() {
    return evicted;
  }

  /** The bytes that wait to be sent. */
  long unsent() {
    return writer.unsent();
  }

  /** Whether the client does not keep up with what waits; called at each tick. */
  boolean isStalled() {
    return !evicted && writer.isStalled();
  }

  /** There may be room on the node again. */
  void notifyIfRoom() {
    if (isOpen()) {
      writer.notifyIfRoom();
    }
  }

  @Override
  public boolean isWritable() {
    return !isOpen() || writer.isWritable();
  }

  @Override
  public boolean hasRoomForAnswer() {
    return slowReaderEviction.ofNode().isBelowBound();
  }

  @Override
  public void setReadState(ReadState readState) {
    keepAlive.suspended(readState == ReadState.SERVER_BUSY);
    isRead = readState == ReadState.ON;
    suspendProbeUnlessRead();
    unfinished.suspended(readState != ReadState.ON);
    if (readState == ReadState.ON) {
      webSocket.resume();
      gate.resume();
    } else {
      webSocket.pause();
      gate.pause();
    }
  }

  /** A paused socket would never see the client's answer to the close. */
  @Override
  public void close(CloseCode code) {
    if (open) {
      open = false;
      keepAlive.stop();
      silenceProbe.ifPresent(SilenceProbe::stop);
      lingeringClose.start();
      webSocket.resume();
      writer.flush();
      webSocket.close((short) code.code());
      // Vert.x counts from when its close was written, which is never where the client reads
      // nothing.
      vertx.setTimer(
          TimeUnit.SECONDS.toMillis(ServerOptions.CLOSING_SECONDS), late -> writer.abort());
    }
  }

  private void closed() {
    open = false;
    keepAlive.stop();
    silenceProbe.ifPresent(SilenceProbe::stop);
    frames.clear();
    unfinished.closed();
    session.closed();
    onClosed.run();
  }
}
