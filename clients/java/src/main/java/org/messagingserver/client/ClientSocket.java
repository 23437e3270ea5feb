package org.messagingserver.client;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessageCodec;
import org.messagingserver.protocol.ServerName;
import org.messagingserver.protocol.UndecodableFrameException;

/**
 * One WebSocket. It notifies its listener of its end exactly once, also if it never opened, and of
 * nothing afterwards. It does not notify the listener of a {@link #close()}.
 */
final class ClientSocket {
  private static final Logger LOG = System.getLogger("org.messagingserver.client");
  private static final short NORMAL = 1000;

  /** Events of a socket. */
  interface Listener {
    void received(ServerMessage message);

    /** The write queue has room again. */
    void drained();

    void closed(Disconnection how);

    /** The socket never opened; called instead of {@link #closed}. */
    void connectFailed(Throwable why);
  }

  private final String serverName;
  private final ProtocolVersion version;
  private final Listener listener;
  private final ClientWebSocket webSocket;
  private final KeepAlive keepAlive;
  private boolean open;
  private boolean closed;
  private int sequence;

  private ClientSocket(
      WebSocketClient client,
      String serverName,
      EventLoop loop,
      ClientOptions options,
      Listener listener) {
    this.serverName = serverName;
    this.version = options.version();
    this.listener = listener;
    this.webSocket = client.webSocket();
    this.keepAlive =
        new KeepAlive(loop, options.timeouts().ping(), webSocket::writePing, this::abort);
  }

  /**
   * Connects to a server. Until the first message has arrived, the socket may be closed but not
   * written to.
   */
  static ClientSocket dial(
      WebSocketClient client,
      URI server,
      EventLoop loop,
      ClientOptions options,
      Listener listener) {
    String serverName = ServerName.of(server.getHost()).orElseThrow();
    ClientSocket socket = new ClientSocket(client, serverName, loop, options, listener);
    socket.setHandlers();
    WebSocketConnectOptions target =
        new WebSocketConnectOptions()
            .setAbsoluteURI(server.toString())
            .setTimeout(options.timeouts().request().toMillis());
    options.version().subprotocol().ifPresent(target::addSubProtocol);
    socket.webSocket.connect(target).onComplete(opened -> socket.opened(), socket::connectFailed);
    return socket;
  }

  // Set before connecting: the server's first message may arrive together with the handshake.
  private void setHandlers() {
    webSocket
        .binaryMessageHandler(this::receive)
        .pongHandler(pong -> keepAlive.received())
        .drainHandler(room -> drained())
        .exceptionHandler(failure -> abort())
        .endHandler(closeFrame -> closed())
        .closeHandler(closed -> closed());
  }

  private void opened() {
    if (!open) {
      open = true;
      if (closed) {
        webSocket.close(NORMAL);
      } else {
        keepAlive.start();
      }
    }
  }

  private void connectFailed(Throwable failure) {
    LOG.log(Level.DEBUG, "No connection to a server: {0}", failure.getClass().getName());
    if (!closed) {
      closed = true;
      keepAlive.stop();
      listener.connectFailed(failure);
    }
  }

  private void receive(Buffer frame) {
    opened();
    keepAlive.received();
    if (closed) {
      return;
    }
    try {
      listener.received(ServerMessageCodec.decode(frame));
    } catch (UndecodableFrameException e) {
      // A newer server may send messages that this client does not know; none of them needs an
      // answer.
      return;
    }
  }

  private void drained() {
    if (!closed) {
      listener.drained();
    }
  }

  /** The host that was dialed, as a Login names it. */
  String serverName() {
    return serverName;
  }

  /** The version of the protocol that the socket speaks. */
  ProtocolVersion version() {
    return version;
  }

  /** The next sequence number of this client: from 1 to 2³² − 1, then from 1 again. */
  int nextSequence() {
    sequence = sequence == -1 ? 1 : sequence + 1;
    return sequence;
  }

  /** Writes a message, or discards it if the socket is closing. */
  void write(ClientMessage message) {
    if (!closed && !webSocket.isClosed()) {
      webSocket.writeBinaryMessage(ClientMessageCodec.encode(message));
    }
  }

  /** Whether to wait for {@link Listener#drained()} before writing more. */
  boolean isFull() {
    return webSocket.isClosed() || webSocket.writeQueueFull();
  }

  /** Stops reading until {@link #resume()}; meanwhile nothing shows whether the server is alive. */
  void pause() {
    keepAlive.suspend();
    webSocket.pause();
  }

  void resume() {
    keepAlive.resume();
    webSocket.resume();
  }

  /** Closes the socket, without notifying the listener. */
  Future<Void> close() {
    if (closed) {
      return Future.succeededFuture();
    }
    closed = true;
    keepAlive.stop();
    return open ? webSocket.close(NORMAL) : Future.succeededFuture();
  }

  private void abort() {
    if (!closed) {
      close();
      listener.closed(Disconnection.WITHOUT_CODE);
    }
  }

  private void closed() {
    if (!closed) {
      closed = true;
      keepAlive.stop();
      listener.closed(open ? closeCode() : Disconnection.WITHOUT_CODE);
    }
  }

  private Disconnection closeCode() {
    Short code = webSocket.closeStatusCode();
    return code == null ? Disconnection.WITHOUT_CODE : new Disconnection(code);
  }
}
