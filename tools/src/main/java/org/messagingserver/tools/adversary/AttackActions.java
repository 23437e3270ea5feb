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
      MalformedFrames.frames(1000, number -> MalformedFrames.head(MalformedFrames.BINARY, 0));
  private static final Buffer NESTED =
      MalformedFrames.frame(MalformedFrames.BINARY, MalformedFrames.nested(DEPTH));
  private static final Nonce ANOTHER = Nonce.fresh(new SecureRandom());
  private static final ClientMessage STOLEN_LOGIN =
      MalformedFrames.login(1, Identity.generate(), ANOTHER);

  private AttackActions() {}

  static void oneByte(RawTcpConnection rawTcpConnection, Address victim) {
    int at = (rawTcpConnection.next() - 1) % MalformedFrames.HANDSHAKE.length();
    rawTcpConnection.say(MalformedFrames.HANDSHAKE.getBuffer(at, at + 1));
  }

  static void oversizedHeaders(RawTcpConnection rawTcpConnection, Address victim) {
    rawTcpConnection.say(OVERSIZED_HEADERS);
  }

  static void smuggledRequest(RawTcpConnection rawTcpConnection, Address victim) {
    rawTcpConnection.say(SMUGGLED);
  }

  static void askAndNeverRead(RawTcpConnection rawTcpConnection, Address victim) {
    rawTcpConnection.stopReading();
    rawTcpConnection.say(
        MalformedFrames.frames(REQUESTS, number -> keysOf(rawTcpConnection, victim)));
  }

  private static Buffer keysOf(RawTcpConnection rawTcpConnection, Address victim) {
    return MalformedFrames.frame(MalformedFrames.keysOf(rawTcpConnection.next(), victim.user()));
  }

  /** Of two kinds in turn: the one by its head alone, the other by the sum of its parts. */
  static void oversizedFrame(RawTcpConnection rawTcpConnection, Address victim) {
    if (MalformedFrames.coin()) {
      rawTcpConnection.say(
          MalformedFrames.head(MalformedFrames.BINARY, HUGE)
              .appendBuffer(MalformedFrames.random(SOME_BYTES)));
    } else {
      rawTcpConnection.say(
          MalformedFrames.frames(
              FRAGMENTS,
              number ->
                  MalformedFrames.frame(
                      number == 0 ? MalformedFrames.FIRST_FRAGMENT : MalformedFrames.FRAGMENT,
                      FRAGMENT)));
    }
  }

  static void garbage(RawTcpConnection rawTcpConnection, Address victim) {
    rawTcpConnection.say(
        MalformedFrames.frame(MalformedFrames.BINARY, MalformedFrames.random(SOME_BYTES)));
  }

  static void tornFrame(RawTcpConnection rawTcpConnection, Address victim) {
    Buffer whole = message(rawTcpConnection, victim);
    rawTcpConnection.say(whole.getBuffer(0, whole.length() / 2));
    rawTcpConnection.hangUp();
  }

  static void textFrame(RawTcpConnection rawTcpConnection, Address victim) {
    rawTcpConnection.say(MalformedFrames.frame(MalformedFrames.TEXT, Buffer.buffer("hello")));
  }

  static void emptyFrames(RawTcpConnection rawTcpConnection, Address victim) {
    rawTcpConnection.say(EMPTY_FRAMES);
  }

  static void nested(RawTcpConnection rawTcpConnection, Address victim) {
    rawTcpConnection.say(NESTED);
  }

  static void forgedLogin(RawTcpConnection rawTcpConnection, Address victim) {
    Nonce nonce = rawTcpConnection.nonce().orElseThrow();
    rawTcpConnection.say(
        MalformedFrames.frame(MalformedFrames.forgedLogin(rawTcpConnection.next(), victim, nonce)));
  }

  static void replayedLogin(RawTcpConnection rawTcpConnection, Address victim) {
    rawTcpConnection.say(MalformedFrames.frame(STOLEN_LOGIN));
  }

  static void registration(RawTcpConnection rawTcpConnection, Address victim) {
    int sequence = rawTcpConnection.next();
    Nonce nonce = rawTcpConnection.nonce().orElseThrow();
    ClientMessage request =
        sequence == 1
            ? MalformedFrames.login(sequence, Identity.generate(), nonce)
            : MalformedFrames.registration(sequence, KEYS);
    rawTcpConnection.say(MalformedFrames.frame(request));
  }

  static void keyRequest(RawTcpConnection rawTcpConnection, Address victim) {
    rawTcpConnection.say(keysOf(rawTcpConnection, victim));
  }

  static void lookUp(RawTcpConnection rawTcpConnection, Address victim) {
    rawTcpConnection.say(
        MalformedFrames.frame(
            MalformedFrames.keysOf(rawTcpConnection.next(), MalformedFrames.nobody())));
  }

  static void messages(RawTcpConnection rawTcpConnection, Address victim) {
    rawTcpConnection.say(
        MalformedFrames.frames(MESSAGES, number -> message(rawTcpConnection, victim)));
  }

  private static Buffer message(RawTcpConnection rawTcpConnection, Address victim) {
    Buffer content = MalformedFrames.random(SOME_BYTES);
    return MalformedFrames.frame(
        new ClientMessage.OutboundMessage(rawTcpConnection.next(), victim, content));
  }

  /** Nobody may unregister who has not logged in, so that all this costs is the requests. */
  static void pipeline(RawTcpConnection rawTcpConnection, Address victim) {
    rawTcpConnection.say(
        MalformedFrames.frames(
            PIPELINED,
            number ->
                MalformedFrames.frame(new ClientMessage.Unregister(rawTcpConnection.next()))));
  }
}
