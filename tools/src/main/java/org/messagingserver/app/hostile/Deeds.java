package org.messagingserver.app.hostile;

import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import org.messagingserver.client.Identity;
import org.messagingserver.identity.Address;
import org.messagingserver.wire.ClientMessage;
import org.messagingserver.wire.Nonce;

/** The actions of hostile clients of each {@link Kind}. */
final class Deeds {
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
      Bytes.request("Host: localhost", "X: " + "x".repeat(HEADER_BYTES));
  private static final Buffer SMUGGLED =
      Bytes.request("Host: localhost", "Content-Length: 4", "Transfer-Encoding: chunked")
          .appendString("0\r\n\r\n")
          .appendBuffer(Bytes.HANDSHAKE);
  private static final Buffer FRAGMENT = Buffer.buffer(new byte[FRAGMENT_BYTES]);
  private static final Buffer EMPTY_FRAMES =
      Bytes.frames(1000, number -> Bytes.head(Bytes.BINARY, 0));
  private static final Buffer NESTED = Bytes.frame(Bytes.BINARY, Bytes.nested(DEPTH));
  private static final Nonce ANOTHER = Nonce.fresh(new SecureRandom());
  private static final ClientMessage STOLEN_LOGIN = Bytes.login(1, Identity.generate(), ANOTHER);

  private Deeds() {}

  static void oneByte(Line line, Address victim) {
    int at = (line.next() - 1) % Bytes.HANDSHAKE.length();
    line.say(Bytes.HANDSHAKE.getBuffer(at, at + 1));
  }

  static void oversizedHeaders(Line line, Address victim) {
    line.say(OVERSIZED_HEADERS);
  }

  static void smuggledRequest(Line line, Address victim) {
    line.say(SMUGGLED);
  }

  static void askAndNeverRead(Line line, Address victim) {
    line.stopReading();
    line.say(Bytes.frames(REQUESTS, number -> keysOf(line, victim)));
  }

  private static Buffer keysOf(Line line, Address victim) {
    return Bytes.frame(Bytes.keysOf(line.next(), victim.user()));
  }

  /** Of two kinds in turn: the one by its head alone, the other by the sum of its parts. */
  static void oversizedFrame(Line line, Address victim) {
    if (Bytes.coin()) {
      line.say(Bytes.head(Bytes.BINARY, HUGE).appendBuffer(Bytes.random(SOME_BYTES)));
    } else {
      line.say(
          Bytes.frames(
              FRAGMENTS,
              number ->
                  Bytes.frame(number == 0 ? Bytes.FIRST_FRAGMENT : Bytes.FRAGMENT, FRAGMENT)));
    }
  }

  static void garbage(Line line, Address victim) {
    line.say(Bytes.frame(Bytes.BINARY, Bytes.random(SOME_BYTES)));
  }

  static void tornFrame(Line line, Address victim) {
    Buffer whole = message(line, victim);
    line.say(whole.getBuffer(0, whole.length() / 2));
    line.hangUp();
  }

  static void textFrame(Line line, Address victim) {
    line.say(Bytes.frame(Bytes.TEXT, Buffer.buffer("hello")));
  }

  static void emptyFrames(Line line, Address victim) {
    line.say(EMPTY_FRAMES);
  }

  static void nested(Line line, Address victim) {
    line.say(NESTED);
  }

  static void forgedLogin(Line line, Address victim) {
    Nonce nonce = line.nonce().orElseThrow();
    line.say(Bytes.frame(Bytes.forgedLogin(line.next(), victim, nonce)));
  }

  static void replayedLogin(Line line, Address victim) {
    line.say(Bytes.frame(STOLEN_LOGIN));
  }

  static void registration(Line line, Address victim) {
    int sequence = line.next();
    Nonce nonce = line.nonce().orElseThrow();
    ClientMessage request =
        sequence == 1
            ? Bytes.login(sequence, Identity.generate(), nonce)
            : Bytes.registration(sequence, KEYS);
    line.say(Bytes.frame(request));
  }

  static void keyRequest(Line line, Address victim) {
    line.say(keysOf(line, victim));
  }

  static void lookUp(Line line, Address victim) {
    line.say(Bytes.frame(Bytes.keysOf(line.next(), Bytes.nobody())));
  }

  static void messages(Line line, Address victim) {
    line.say(Bytes.frames(MESSAGES, number -> message(line, victim)));
  }

  private static Buffer message(Line line, Address victim) {
    Buffer content = Bytes.random(SOME_BYTES);
    return Bytes.frame(new ClientMessage.OutboundMessage(line.next(), victim, content));
  }

  /** Nobody may unregister who has not logged in, so that all this costs is the requests. */
  static void pipeline(Line line, Address victim) {
    line.say(
        Bytes.frames(PIPELINED, number -> Bytes.frame(new ClientMessage.Unregister(line.next()))));
  }
}
