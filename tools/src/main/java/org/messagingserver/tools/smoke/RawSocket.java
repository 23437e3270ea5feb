package org.messagingserver.tools.smoke;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessage.AuthResponse;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.Login;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.protocol.ServerMessage.AuthChallenge;
import org.messagingserver.protocol.ServerMessage.Failure;
import org.messagingserver.protocol.ServerMessageCodec;
import org.messagingserver.protocol.ServerName;
import org.messagingserver.protocol.UndecodableFrameException;

/**
 * A WebSocket that sends any bytes, and returns the answers one by one. It reports an unexpected
 * answer to an operator; the {@code RawSocket} of the test kit, which no jar contains, fails a
 * test.
 */
final class RawSocket {
  private sealed interface Event {
    record Received(ServerMessage message) implements Event {}

    record Undecodable() implements Event {}

    record Closed(int code) implements Event {}
  }

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final ClientWebSocket socket;
  private final String serverName;

  private RawSocket(ClientWebSocket socket, String serverName) {
    this.socket = socket;
    this.serverName = serverName;
  }

  /** Opens a socket; blocks until it is open. */
  static RawSocket open(WebSocketClient client, URI server) throws InterruptedException {
    RawSocket raw =
        new RawSocket(client.webSocket(), ServerName.of(server.getHost()).orElseThrow());
    raw.socket.binaryMessageHandler(raw::receive);
    raw.socket.closeHandler(
        end -> raw.events.add(new Event.Closed(raw.socket.closeStatusCode().intValue())));
    Await.success(
        raw.socket.connect(new WebSocketConnectOptions().setAbsoluteURI(server.toString())));
    return raw;
  }

  private void receive(Buffer frame) {
    try {
      events.add(new Event.Received(ServerMessageCodec.decode(frame)));
    } catch (UndecodableFrameException e) {
      events.add(new Event.Undecodable());
    }
  }

  RawSocket send(ClientMessage message) {
    return sendFrame(ClientMessageCodec.encode(message));
  }

  RawSocket sendFrame(Buffer frame) {
    socket.writeBinaryMessage(frame);
    return this;
  }

  RawSocket sendText(String text) {
    socket.writeTextMessage(text);
    return this;
  }

  Nonce expectChallenge() throws InterruptedException {
    if (next("an AuthChallenge") instanceof Event.Received received
        && received.message() instanceof AuthChallenge challenge) {
      return challenge.nonce();
    }
    throw new UnexpectedAnswerException("an AuthChallenge first", "something else");
  }

  /** Answers the challenge, with a signature by any key. */
  RawSocket login(int sequence, Address address, Identity signer) throws InterruptedException {
    byte[] login = new Login(address, expectChallenge(), serverName).encode();
    return send(
        new AuthResponse(sequence, Buffer.buffer(login), Buffer.buffer(signer.signature(login))));
  }

  RawSocket expectAck(int sequence) throws InterruptedException {
    String expected = "an Ack of sequence " + sequence;
    Event event = next(expected);
    boolean fits = event.equals(new Event.Received(new Ack(sequence)));
    UnexpectedAnswerException.check(fits, expected, describe(event));
    return this;
  }

  RawSocket expectError(int sequence, ErrorName error) throws InterruptedException {
    String expected = "Error " + error.text() + " of sequence " + sequence;
    Event event = next(expected);
    boolean fits =
        event instanceof Event.Received received
            && received.message() instanceof Failure failure
            && failure.sequence() == sequence
            && failure.name().equals(error.text());
    UnexpectedAnswerException.check(fits, expected, describe(event));
    return this;
  }

  void expectClose(int code) throws InterruptedException {
    String expected = "close code " + code;
    Event event = next(expected);
    UnexpectedAnswerException.check(
        event.equals(new Event.Closed(code)), expected, describe(event));
  }

  private Event next(String expected) throws InterruptedException {
    return Await.next(events, expected);
  }

  private static String describe(Event event) {
    if (event instanceof Event.Closed closed) {
      return "close code " + closed.code();
    }
    if (event instanceof Event.Received received) {
      String error = received.message() instanceof Failure failure ? " " + failure.name() : "";
      return received.message().getClass().getSimpleName()
          + error
          + " of sequence "
          + received.message().sequence();
    }
    return "a frame that is not a Message";
  }

  void close() throws InterruptedException {
    Await.success(socket.close());
  }
}
