package org.messagingserver.tools.adversary;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.DeviceId;

/** Actions by which few bytes cost the server much. */
final class Assaults {
  private static final int LARGE_KEY = 8000;
  private static final int LARGE_KEYS = 29;
  private static final int DEVICES = 10;

  private static final Identity RIVALS = Identity.generate();
  private static final Buffer LARGE_PART = Buffer.buffer(new byte[Costly.LENGTH]);
  private static final Buffer BEGUN =
      MalformedFrames.frame(MalformedFrames.FIRST_FRAGMENT, LARGE_PART);
  private static final Buffer TORN =
      MalformedFrames.frame(MalformedFrames.BINARY, LARGE_PART).slice(0, Costly.LENGTH);
  private static final List<Buffer> COSTLY =
      Costly.MESSAGES.stream()
          .map(message -> MalformedFrames.frame(MalformedFrames.BINARY, message))
          .toList();
  private static final Buffer LARGE_REGISTRATION = MalformedFrames.frame(largeRegistration());
  private static final Buffer KEYLESS_HANDSHAKE =
      Buffer.buffer(
          MalformedFrames.HANDSHAKE.toString().replaceFirst("Sec-WebSocket-Key: \\S+\r\n", ""));

  private Assaults() {}

  /** Asks for its victim's keys so many times at once, and reads nothing. */
  static AttackAction unreadAnswers(int count) {
    return (rawTcpConnection, victim) -> {
      rawTcpConnection.stopReading();
      askForKeys(rawTcpConnection, victim, count);
    };
  }

  /** Asks for its victim's keys so many times at once. */
  static AttackAction keyCrowd(int count) {
    return (rawTcpConnection, victim) -> askForKeys(rawTcpConnection, victim, count);
  }

  private static void askForKeys(RawTcpConnection rawTcpConnection, Address victim, int count) {
    rawTcpConnection.say(
        MalformedFrames.frames(
            count,
            each ->
                MalformedFrames.frame(
                    MalformedFrames.keysOf(rawTcpConnection.next(), victim.user()))));
  }

  /** Begins a message, either in fragments or as a frame that lacks its end, and waits. */
  static void unfinished(RawTcpConnection rawTcpConnection, Address victim) {
    if (rawTcpConnection.next() == 1) {
      rawTcpConnection.say(MalformedFrames.coin() ? BEGUN : TORN);
    }
  }

  /** Sends so many frames, of one of the costly kinds. */
  static AttackAction costlyFrames(int count) {
    return (rawTcpConnection, victim) -> {
      Buffer frame = COSTLY.get(ThreadLocalRandom.current().nextInt(COSTLY.size()));
      repeat(rawTcpConnection, frame, count);
    };
  }

  /** Logs in as somebody new, then sends so many registrations of nearly a frame's length. */
  static AttackAction largeRegistrations(int count) {
    return (rawTcpConnection, victim) -> {
      if (logsIn(rawTcpConnection, Identity.generate())) {
        repeat(rawTcpConnection, LARGE_REGISTRATION, count);
      }
    };
  }

  /** Logs in as the one user of them all, then sends so many registrations of so many keys. */
  static AttackAction rivalRegistrations(int count, int keys) {
    return (rawTcpConnection, victim) -> {
      if (logsIn(rawTcpConnection, RIVALS)) {
        repeat(
            rawTcpConnection,
            MalformedFrames.frame(MalformedFrames.registration(rawTcpConnection.next(), keys)),
            count);
      }
    };
  }

  /** Logs in at the first turn; gives whether an earlier one has. */
  private static boolean logsIn(RawTcpConnection rawTcpConnection, Identity user) {
    int sequence = rawTcpConnection.next();
    if (sequence > 1) {
      return true;
    }
    DeviceId device = new DeviceId(1 + ThreadLocalRandom.current().nextInt(DEVICES));
    rawTcpConnection.say(
        MalformedFrames.frame(
            MalformedFrames.login(sequence, user, device, rawTcpConnection.nonce().orElseThrow())));
    return false;
  }

  private static ClientMessage.Register largeRegistration() {
    List<Buffer> keys =
        Stream.generate(() -> MalformedFrames.random(LARGE_KEY)).limit(LARGE_KEYS).toList();
    return new ClientMessage.Register(1, 1, MalformedFrames.random(LARGE_KEY), keys);
  }

  /** Sends its victim so many messages of one byte. */
  static AttackAction tinyMessages(int count) {
    return (rawTcpConnection, victim) ->
        rawTcpConnection.say(
            MalformedFrames.frames(
                count,
                each ->
                    MalformedFrames.frame(
                        new ClientMessage.OutboundMessage(
                            rawTcpConnection.next(), victim, MalformedFrames.random(1)))));
  }

  /** Asks so many times for a WebSocket, and says no key for it. */
  static AttackAction failedHandshakes(int count) {
    return (rawTcpConnection, victim) -> repeat(rawTcpConnection, KEYLESS_HANDSHAKE, count);
  }

  private static void repeat(RawTcpConnection rawTcpConnection, Buffer bytes, int count) {
    for (int time = 0; time < count; time++) {
      rawTcpConnection.sayRegardless(bytes);
    }
  }
}
