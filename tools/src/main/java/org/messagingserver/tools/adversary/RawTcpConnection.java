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
 * A TCP connection on which anything can be said. It discards incoming bytes, except for the
 * challenge of a WebSocket. Lives on one event loop.
 */
final class RawTcpConnection {
  private static final Buffer HEAD_END = Buffer.buffer("\r\n\r\n");
  private static final int FRAME_HEAD = 2;

  private final NetSocket socket;
  private Buffer heard = Buffer.buffer();
  private Optional<Nonce> nonce = Optional.empty();
  private boolean up = true;
  private int said;

  private RawTcpConnection(NetSocket socket) {
    this.socket = socket;
  }

  /** Connects. */
  static Future<RawTcpConnection> dial(NetClient client, URI server) {
    return client.connect(server.getPort(), server.getHost()).map(RawTcpConnection::begun);
  }

  private static RawTcpConnection begun(NetSocket socket) {
    RawTcpConnection rawTcpConnection = new RawTcpConnection(socket);
    socket.handler(bytes -> {});
    socket.exceptionHandler(failure -> rawTcpConnection.up = false);
    socket.closeHandler(closed -> rawTcpConnection.up = false);
    return rawTcpConnection;
  }

  /** Asks for a WebSocket; calls back with its challenge, and never without one. */
  void upgrade(Runnable then) {
    socket.handler(bytes -> hear(bytes, then));
    say(MalformedFrames.HANDSHAKE);
  }

  /** The challenge is the first frame behind the head of the answer, and short. */
  private void hear(Buffer bytes, Runnable then) {
    heard.appendBuffer(bytes);
    int from = end(heard) + FRAME_HEAD;
    if (from > heard.length() || from + heard.getByte(from - 1) > heard.length()) {
      return;
    }
    nonce = nonce(heard.getBuffer(from, from + heard.getByte(from - 1)));
    heard = Buffer.buffer();
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

  /** Where the head of an HTTP answer ends; behind the last byte while it has not. */
  private static int end(Buffer answer) {
    int at = answer.toString("ISO-8859-1").indexOf(HEAD_END.toString());
    return at < 0 ? answer.length() : at + HEAD_END.length();
  }

  /** Says these bytes; drops them where the server takes nothing more. */
  void say(Buffer bytes) {
    if (up && !socket.writeQueueFull()) {
      socket.write(bytes);
    }
  }

  /** Says these bytes, however much waits already. */
  void sayRegardless(Buffer bytes) {
    if (up) {
      socket.write(bytes);
    }
  }

  /** Another number each time, from 1: a sequence for a request. */
  int next() {
    return ++said;
  }

  /** The challenge of the WebSocket; none before it has come. */
  Optional<Nonce> nonce() {
    return nonce;
  }

  /** Reads nothing more, pings included. */
  void stopReading() {
    socket.pause();
  }

  /** Whether the server has not ended it. */
  boolean isUp() {
    return up;
  }

  /** Ends it. */
  void hangUp() {
    up = false;
    socket.close();
  }
}
