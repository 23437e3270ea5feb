package org.messagingserver.tools.adversary;

import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.Nonce;

/** The actions of hostile clients of each {@link AttackKind}. */
final class AttackActions {
  private static final int HEADER_BYTES = 16 * 1024;
  private static final int REQUESTS = 2;
  private static final long HUGE = 1L << 30;
  private static final int FRAGMENT_BYTES = 64 * 1024;
  private static final int FRAGMENTS = 5;
  private static final int SOME_BYTES = 300;
  private static final int DEPTH = 1000;
  private static final int KEYS = 100;
  private static final int MESSAGES = 60;
  private static final int PIPELINED = 200;

  private static final Buffer OVERSIZED_HEADERS =
      MalformedFrames.request("Host: localhost", "X: " + "x".repeat(HEADER_BYTES));
  private static final Buffer SMUGGLED =
      MalformedFrames.request("Host: localhost", "Content-Length: 4", "Transfer-Encoding: chunked")
          .appendString("0\r\n\r\n")
          .appendBuffer(MalformedFrames.HANDSHAKE);
  private static final Buffer FRAGMENT = Buffer.buffer(new byte[FRAGMENT_BYTES]);
  private static final Buffer EMPTY_FRAMES =
      MalformedFrames.frames(1000, number -> MalformedFrames.header(MalformedFrames.BINARY, 0));
  private static final Buffer NESTED =
      MalformedFrames.frame(MalformedFrames.BINARY, MalformedFrames.nested(DEPTH));
  private static final Nonce ANOTHER = Nonce.fresh(new SecureRandom());
  private static final ClientMessage STOLEN_LOGIN =
      MalformedFrames.login(1, Identity.generate(), ANOTHER);

  private AttackActions() {}

  static void oneByte(RawTcpConnection connection, Address victim) {
    int at = (connection.nextSequence() - 1) % MalformedFrames.HANDSHAKE.length();
    connection.send(MalformedFrames.HANDSHAKE.getBuffer(at, at + 1));
  }

  static void oversizedHeaders(RawTcpConnection connection, Address victim) {
    connection.send(OVERSIZED_HEADERS);
  }

  static void smuggledRequest(RawTcpConnection connection, Address victim) {
    connection.send(SMUGGLED);
  }

  static void requestAndNeverRead(RawTcpConnection connection, Address victim) {
    connection.stopReading();
    connection.send(MalformedFrames.frames(REQUESTS, number -> keysOf(connection, victim)));
  }

  private static Buffer keysOf(RawTcpConnection connection, Address victim) {
    return MalformedFrames.frame(MalformedFrames.keysOf(connection.nextSequence(), victim.user()));
  }

  /**
   * A frame that is too large by its header, or a message whose fragments are too large together.
   */
  static void oversizedFrame(RawTcpConnection connection, Address victim) {
    if (MalformedFrames.randomBoolean()) {
      connection.send(
          MalformedFrames.header(MalformedFrames.BINARY, HUGE)
              .appendBuffer(MalformedFrames.random(SOME_BYTES)));
    } else {
      connection.send(
          MalformedFrames.frames(
              FRAGMENTS,
              number ->
                  MalformedFrames.frame(
                      number == 0 ? MalformedFrames.FIRST_FRAGMENT : MalformedFrames.FRAGMENT,
                      FRAGMENT)));
    }
  }

  static void garbage(RawTcpConnection connection, Address victim) {
    connection.send(
        MalformedFrames.frame(MalformedFrames.BINARY, MalformedFrames.random(SOME_BYTES)));
  }

  static void truncatedFrame(RawTcpConnection connection, Address victim) {
    Buffer whole = message(connection, victim);
    connection.send(whole.getBuffer(0, whole.length() / 2));
    connection.close();
  }

  static void textFrame(RawTcpConnection connection, Address victim) {
    connection.send(MalformedFrames.frame(MalformedFrames.TEXT, Buffer.buffer("hello")));
  }

  static void emptyFrames(RawTcpConnection connection, Address victim) {
    connection.send(EMPTY_FRAMES);
  }

  static void nested(RawTcpConnection connection, Address victim) {
    connection.send(NESTED);
  }

  static void forgedLogin(RawTcpConnection connection, Address victim) {
    Nonce nonce = connection.nonce().orElseThrow();
    connection.send(
        MalformedFrames.frame(
            MalformedFrames.forgedLogin(connection.nextSequence(), victim, nonce)));
  }

  static void replayedLogin(RawTcpConnection connection, Address victim) {
    connection.send(MalformedFrames.frame(STOLEN_LOGIN));
  }

  static void registration(RawTcpConnection connection, Address victim) {
    int sequence = connection.nextSequence();
    Nonce nonce = connection.nonce().orElseThrow();
    ClientMessage request =
        sequence == 1
            ? MalformedFrames.login(sequence, Identity.generate(), nonce)
            : MalformedFrames.registration(sequence, KEYS);
    connection.send(MalformedFrames.frame(request));
  }

  static void keyRequest(RawTcpConnection connection, Address victim) {
    connection.send(keysOf(connection, victim));
  }

  static void unknownUserKeys(RawTcpConnection connection, Address victim) {
    connection.send(
        MalformedFrames.frame(
            MalformedFrames.keysOf(connection.nextSequence(), MalformedFrames.unknownUser())));
  }

  static void messages(RawTcpConnection connection, Address victim) {
    connection.send(MalformedFrames.frames(MESSAGES, number -> message(connection, victim)));
  }

  private static Buffer message(RawTcpConnection connection, Address victim) {
    Buffer content = MalformedFrames.random(SOME_BYTES);
    return MalformedFrames.frame(
        new ClientMessage.OutboundMessage(connection.nextSequence(), victim, content));
  }

  /** An anonymous connection may not unregister, so that only the number of requests matters. */
  static void pipeline(RawTcpConnection connection, Address victim) {
    connection.send(
        MalformedFrames.frames(
            PIPELINED,
            number ->
                MalformedFrames.frame(new ClientMessage.Unregister(connection.nextSequence()))));
  }
}
