package org.messagingserver.client.vertx;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessage.AuthResponse;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.protocol.ServerMessage.Failure;
import org.messagingserver.protocol.ServerMessage.InboundMessage;
import org.messagingserver.protocol.ServerMessageCodec;
import org.messagingserver.protocol.UndecodableFrameException;

/** The server's end of one socket, played by a test. */
final class ScriptedSocket {
  private final ServerWebSocket socket;
  private final Nonce nonce;
  private final BlockingQueue<ClientMessage> received = new LinkedBlockingQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  ScriptedSocket(ServerWebSocket socket, Nonce nonce) {
    this.socket = socket;
    this.nonce = nonce;
    socket.binaryMessageHandler(this::receive);
    socket.closeHandler(end -> closed.countDown());
  }

  private void receive(Buffer frame) {
    try {
      received.add(ClientMessageCodec.decode(frame));
    } catch (UndecodableFrameException e) {
      throw new AssertionError("the client sent no Message", e);
    }
  }

  Nonce nonce() {
    return nonce;
  }

  void send(ServerMessage message) {
    socket.writeBinaryMessage(ServerMessageCodec.encode(message));
  }

  void ack(ClientMessage request) {
    send(new Ack(request.sequence()));
  }

  void refuse(ClientMessage request, ErrorName error) {
    send(new Failure(request.sequence(), error.text(), "as the test wants it"));
  }

  void deliver(int sequence, String text) {
    send(new InboundMessage(sequence, Buffer.buffer(text)));
  }

  void sendGarbage() {
    socket.writeBinaryMessage(Buffer.buffer(new byte[] {(byte) 0xff}));
  }

  /** The next message of this type; any other that comes first is wrong. */
  <T extends ClientMessage> T expect(Class<T> type) throws InterruptedException {
    ClientMessage message = received.poll(ScriptedServer.PATIENCE_SECONDS, SECONDS);
    if (!type.isInstance(message)) {
      throw new AssertionError("expected " + type.getSimpleName() + ", came " + message);
    }
    return type.cast(message);
  }

  /** The next messages, which are sends. */
  List<OutboundMessage> expectSends(int count) throws InterruptedException {
    Stream.Builder<OutboundMessage> sends = Stream.builder();
    for (int i = 0; i < count; i++) {
      sends.add(expect(OutboundMessage.class));
    }
    return sends.build().toList();
  }

  /** Takes the login that comes next as good. */
  ScriptedSocket letIn() throws InterruptedException {
    ack(expect(AuthResponse.class));
    return this;
  }

  boolean hasReceived() {
    return !received.isEmpty();
  }

  void close(int code) {
    socket.close((short) code);
  }

  void awaitClosed() throws InterruptedException {
    if (!closed.await(ScriptedServer.PATIENCE_SECONDS, SECONDS)) {
      throw new AssertionError("the client kept the socket");
    }
  }
}
