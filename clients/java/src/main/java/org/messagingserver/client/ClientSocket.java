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
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessageCodec;
import org.messagingserver.protocol.UndecodableFrameException;

/**
 * One WebSocket from dialling to its end. Tells its listener of the end exactly once, also where it
 * never opened, and of nothing after that; never of an end that {@link #close()} asked for.
 */
final class ClientSocket {
  private static final Logger LOG = System.getLogger("org.messagingserver.client");
  private static final short NORMAL = 1000;

  /** Events of a socket. */
  interface Listener {
    void received(ServerMessage message);

    /** The write queue has room again. */
    void drained();

    void ended(Disconnection how);

    /** It never opened, in the place of {@link #ended}. */
    void notOpened(Throwable why);
  }

  private final Listener listener;
  private final ClientWebSocket webSocket;
  private final KeepAlive keepAlive;
  private boolean attached;
  private boolean over;
  private int sequence;

  private ClientSocket(
      WebSocketClient client, EventLoop loop, ClientOptions options, Listener listener) {
    this.listener = listener;
    this.webSocket = client.webSocket();
    this.keepAlive =
        new KeepAlive(loop, options.clientTimeouts().ping(), webSocket::writePing, this::abort);
  }

  /** Dials a server; the socket may be closed, but not written to, before it has received. */
  static ClientSocket dial(
      WebSocketClient client,
      URI server,
      EventLoop loop,
      ClientOptions options,
      Listener listener) {
    ClientSocket clientSocket = new ClientSocket(client, loop, options, listener);
    clientSocket.listen();
    clientSocket
        .webSocket
        .connect(
            new WebSocketConnectOptions()
                .setAbsoluteURI(server.toString())
                .setTimeout(options.clientTimeouts().request().toMillis()))
        .onComplete(opened -> clientSocket.attach(), clientSocket::notOpened);
    return clientSocket;
  }

  // Set before dialling: the server's first message may come together with the handshake.
  private void listen() {
    webSocket
        .binaryMessageHandler(this::receive)
        .pongHandler(pong -> keepAlive.heard())
        .drainHandler(room -> drained())
        .exceptionHandler(failure -> abort())
        .endHandler(closeFrame -> end())
        .closeHandler(closed -> end());
  }

  private void attach() {
    if (!attached) {
      attached = true;
      if (over) {
        webSocket.close(NORMAL);
      } else {
        keepAlive.start();
      }
    }
  }

  private void notOpened(Throwable failure) {
    LOG.log(Level.DEBUG, "No connection to a server: {0}", failure.getClass().getName());
    if (!over) {
      over = true;
      keepAlive.stop();
      listener.notOpened(failure);
    }
  }

  private void receive(Buffer frame) {
    attach();
    keepAlive.heard();
    if (over) {
      return;
    }
    try {
      listener.received(ServerMessageCodec.decode(frame));
    } catch (UndecodableFrameException e) {
      // A newer server may send what this client does not know yet; none of it needs an answer.
      return;
    }
  }

  private void drained() {
    if (!over) {
      listener.drained();
    }
  }

  /** The next number of this client's own sequence: from 1, past 2³² − 1 on from 1 again. */
  int nextSequence() {
    sequence = sequence == -1 ? 1 : sequence + 1;
    return sequence;
  }

  /** Writes a message, or nothing where the socket is just ending. */
  void write(ClientMessage message) {
    if (!webSocket.isClosed()) {
      webSocket.writeBinaryMessage(ClientMessageCodec.encode(message));
    }
  }

  /** Whether {@link Listener#drained()} should be awaited before writing more. */
  boolean isFull() {
    return webSocket.isClosed() || webSocket.writeQueueFull();
  }

  /** Reads no more until {@link #resume()}; the server cannot be heard meanwhile, dead or alive. */
  void pause() {
    keepAlive.suspend();
    webSocket.pause();
  }

  void resume() {
    keepAlive.resume();
    webSocket.resume();
  }

  /** Ends the socket; the listener hears nothing more. */
  Future<Void> close() {
    if (over) {
      return Future.succeededFuture();
    }
    over = true;
    keepAlive.stop();
    return attached ? webSocket.close(NORMAL) : Future.succeededFuture();
  }

  private void abort() {
    if (!over) {
      close();
      listener.ended(Disconnection.WITHOUT_CODE);
    }
  }

  private void end() {
    if (!over) {
      over = true;
      keepAlive.stop();
      listener.ended(attached ? closeCode() : Disconnection.WITHOUT_CODE);
    }
  }

  private Disconnection closeCode() {
    Short code = webSocket.closeStatusCode();
    return code == null ? Disconnection.WITHOUT_CODE : new Disconnection(code);
  }
}
