package org.messagingserver.tools.adversary;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.Optional;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.ServerMessage.AuthChallenge;
import org.messagingserver.protocol.ServerMessageCodec;
import org.messagingserver.protocol.UndecodableFrameException;

/**
 * A TCP connection that sends any bytes. It discards incoming bytes, except the challenge of a
 * WebSocket. Runs on one event loop, where thousands of attackers share few threads; the sockets of
 * the test kit block instead.
 */
final class RawTcpConnection {
  private static final Buffer HEAD_END = Buffer.buffer("\r\n\r\n");
  private static final int FRAME_HEAD = 2;

  private final NetSocket socket;
  private Buffer buffered = Buffer.buffer();
  private Optional<Nonce> nonce = Optional.empty();
  private boolean open = true;
  private int sequence;

  private RawTcpConnection(NetSocket socket) {
    this.socket = socket;
  }

  /** Connects. */
  static Future<RawTcpConnection> connect(NetClient client, URI server) {
    return client.connect(server.getPort(), server.getHost()).map(RawTcpConnection::connected);
  }

  private static RawTcpConnection connected(NetSocket socket) {
    RawTcpConnection connection = new RawTcpConnection(socket);
    socket.handler(bytes -> {});
    socket.exceptionHandler(failure -> connection.open = false);
    socket.closeHandler(closed -> connection.open = false);
    return connection;
  }

  /** Sends a handshake, and calls {@code then} after the challenge has arrived. */
  void upgrade(Runnable then) {
    socket.handler(bytes -> receive(bytes, then));
    send(MalformedFrames.HANDSHAKE);
  }

  /** The challenge is the first frame after the header of the answer, and short. */
  private void receive(Buffer bytes, Runnable then) {
    buffered.appendBuffer(bytes);
    int from = headerEnd(buffered) + FRAME_HEAD;
    if (from > buffered.length() || from + buffered.getByte(from - 1) > buffered.length()) {
      return;
    }
    nonce = nonce(buffered.getBuffer(from, from + buffered.getByte(from - 1)));
    buffered = Buffer.buffer();
    socket.handler(ignored -> {});
    nonce.ifPresent(challenged -> then.run());
  }

  private static Optional<Nonce> nonce(Buffer frame) {
    try {
      return ServerMessageCodec.decode(frame) instanceof AuthChallenge challenge
          ? Optional.of(challenge.nonce())
          : Optional.empty();
    } catch (UndecodableFrameException e) {
      return Optional.empty();
    }
  }

  /** The end of the header of an HTTP answer, or of the bytes if it is incomplete. */
  private static int headerEnd(Buffer answer) {
    int at = answer.toString("ISO-8859-1").indexOf(HEAD_END.toString());
    return at < 0 ? answer.length() : at + HEAD_END.length();
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
    return nonce;
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
