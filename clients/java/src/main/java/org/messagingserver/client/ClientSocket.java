package org.messagingserver.client;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerName;

/**
 * One WebSocket. It notifies its listener of its end exactly once, also if it never opened, and of
 * nothing afterwards. It does not notify the listener of a {@link #close()}.
 */
final class ClientSocket implements Transport.Listener {

  /** Events of a socket. */
  interface Listener {
    void received(ServerMessage message);

    /** The write queue has room again. */
    void drained();

    void closed(Disconnection how);

    /** The socket never opened; called instead of {@link #closed}. */
    void failed(ConnectFailedException why);
  }

  private final String serverName;
  private final ProtocolVersion version;
  private final Listener listener;
  private final Transport.WebSocket webSocket;
  private boolean closed;
  private int sequence;

  /**
   * Connects to a server. Until the first message has arrived, the socket may be closed but not
   * written to.
   */
  ClientSocket(
      Transport transport, URI server, EventLoop loop, ClientOptions options, Listener listener) {
    this.serverName = ServerName.of(server.getHost()).orElseThrow(IllegalStateException::new);
    this.version = options.version();
    this.listener = listener;
    this.webSocket = transport.open(server, options, loop.scheduler(), this);
  }

  @Override
  public void opened() {
    // The server's challenge follows.
  }

  /**
   * A newer server may send messages that this client does not know; none of them needs an answer.
   */
  @Override
  public void received(byte[] frame) {
    if (!closed) {
      ServerFrames.decode(frame).ifPresent(listener::received);
    }
  }

  @Override
  public void drained() {
    if (!closed) {
      listener.drained();
    }
  }

  @Override
  public void closed(int code) {
    if (!closed) {
      closed = true;
      listener.closed(new Disconnection(code));
    }
  }

  @Override
  public void failed(ConnectFailedException why) {
    if (!closed) {
      closed = true;
      listener.failed(why);
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

  /** Writes a frame, or discards it if the socket is closing. */
  void write(byte[] frame) {
    if (!closed) {
      webSocket.send(frame);
    }
  }

  /** Whether to wait for {@link Listener#drained()} before writing more. */
  boolean isFull() {
    return closed || webSocket.isFull();
  }

  /** Reads nothing until {@link #resume()}. */
  void pause() {
    webSocket.pause();
  }

  void resume() {
    webSocket.resume();
  }

  /** Closes the socket, without notifying the listener. */
  CompletableFuture<Void> close() {
    if (closed) {
      return Futures.done();
    }
    closed = true;
    return webSocket.close();
  }
}
