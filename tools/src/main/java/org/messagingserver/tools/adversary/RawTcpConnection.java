package org.messagingserver.tools.adversary;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.Optional;
import java.util.function.Consumer;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerInfo;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.AuthChallenge;

/**
 * A TCP connection that sends any bytes. It discards incoming bytes, except the challenge of a
 * WebSocket and the answers that its client asks for. Runs on one event loop, where thousands of
 * attackers share few threads; the sockets of the test kit block instead.
 */
final class RawTcpConnection {
  private static final String HEAD_END = "\r\n\r\n";

  private final NetClient client;
  private final URI server;
  private final NetSocket socket;
  private Optional<AuthChallenge> challenge = Optional.empty();
  private Runnable onClosed = () -> {};
  private boolean open = true;
  private int sequence;

  private RawTcpConnection(NetClient client, URI server, NetSocket socket) {
    this.client = client;
    this.server = server;
    this.socket = socket;
  }

  /** Connects. */
  static Future<RawTcpConnection> connect(NetClient client, URI server) {
    return client
        .connect(server.getPort(), server.getHost())
        .map(socket -> connected(new RawTcpConnection(client, server, socket)));
  }

  private static RawTcpConnection connected(RawTcpConnection connection) {
    connection.socket.handler(bytes -> {});
    connection.socket.exceptionHandler(failure -> connection.closed());
    connection.socket.closeHandler(closed -> connection.closed());
    return connection;
  }

  private void closed() {
    if (open) {
      open = false;
      onClosed.run();
    }
  }

  /** Connects once more, from the same address. */
  Future<RawTcpConnection> another() {
    return connect(client, server);
  }

  /** Sends a handshake, and calls {@code then} after the challenge has arrived. */
  void upgrade(ProtocolVersion version, Runnable then) {
    Buffer head = Buffer.buffer();
    ServerFrames frames = new ServerFrames(first -> challenged(first, then));
    socket.handler(
        bytes -> {
          int end = headerEnd(head.appendBuffer(bytes));
          if (end >= 0) {
            socket.handler(frames);
            frames.handle(head.getBuffer(end, head.length()));
          }
        });
    send(MalformedFrames.handshake(version));
  }

  private void challenged(ServerMessage first, Runnable then) {
    if (challenge.isEmpty() && first instanceof AuthChallenge received) {
      challenge = Optional.of(received);
      socket.handler(ignored -> {});
      then.run();
    }
  }

  /** Reads the answers of a WebSocket, whose challenge has arrived. */
  void onAnswer(Consumer<ServerMessage> onAnswer) {
    socket.handler(new ServerFrames(onAnswer));
  }

  /** Runs this once the server has closed the connection. */
  void onClosed(Runnable action) {
    onClosed = action;
  }

  /** The end of the header of an HTTP answer; negative if it is incomplete. */
  private static int headerEnd(Buffer answer) {
    int at = answer.toString("ISO-8859-1").indexOf(HEAD_END);
    return at < 0 ? at : at + HEAD_END.length();
  }

  /** Sends bytes, or discards them while the write queue is full. */
  void send(Buffer bytes) {
    if (open && !socket.writeQueueFull()) {
      socket.write(bytes);
    }
  }

  /** Sends bytes, even while the write queue is full. */
  void sendUnbounded(Buffer bytes) {
    if (open) {
      socket.write(bytes);
    }
  }

  /** The next sequence for a request, from 1. */
  int nextSequence() {
    return ++sequence;
  }

  /** The nonce of the challenge; none before it has arrived. */
  Optional<Nonce> nonce() {
    return challenge.map(AuthChallenge::nonce);
  }

  /** The limits that the server states to clients of the second version. */
  Optional<ServerInfo> serverInfo() {
    return challenge.flatMap(AuthChallenge::server);
  }

  /** Stops reading, pings included. */
  void stopReading() {
    socket.pause();
  }

  /** Whether the connection is open. */
  boolean isOpen() {
    return open;
  }

  /** Closes the connection. */
  void close() {
    open = false;
    socket.close();
  }
}
