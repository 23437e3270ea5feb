package org.messagingserver.app.hostile;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.messagingserver.client.Identity;
import org.messagingserver.identity.Address;
import org.messagingserver.identity.DeviceId;
import org.messagingserver.wire.ClientMessage;

/** Actions by which few bytes cost the server much. */
final class Assaults {
  private static final int LARGE_KEY = 8000;
  private static final int LARGE_KEYS = 29;
  private static final int DEVICES = 10;

  private static final Identity RIVALS = Identity.generate();
  private static final Buffer LARGE_PART = Buffer.buffer(new byte[Costly.LENGTH]);
  private static final Buffer BEGUN = Bytes.frame(Bytes.FIRST_FRAGMENT, LARGE_PART);
  private static final Buffer TORN = Bytes.frame(Bytes.BINARY, LARGE_PART).slice(0, Costly.LENGTH);
  private static final List<Buffer> COSTLY =
      Costly.MESSAGES.stream().map(message -> Bytes.frame(Bytes.BINARY, message)).toList();
  private static final Buffer LARGE_REGISTRATION = Bytes.frame(largeRegistration());
  private static final Buffer KEYLESS_HANDSHAKE =
      Buffer.buffer(Bytes.HANDSHAKE.toString().replaceFirst("Sec-WebSocket-Key: \\S+\r\n", ""));

  private Assaults() {}

  /** Asks for its victim's keys so many times at once, and reads nothing. */
  static Deed unreadAnswers(int count) {
    return (line, victim) -> {
      line.stopReading();
      askForKeys(line, victim, count);
    };
  }

  /** Asks for its victim's keys so many times at once. */
  static Deed keyCrowd(int count) {
    return (line, victim) -> askForKeys(line, victim, count);
  }

  private static void askForKeys(Line line, Address victim, int count) {
    line.say(Bytes.frames(count, each -> Bytes.frame(Bytes.keysOf(line.next(), victim.user()))));
  }

  /** Begins a message, either in fragments or as a frame that lacks its end, and waits. */
  static void unfinished(Line line, Address victim) {
    if (line.next() == 1) {
      line.say(Bytes.coin() ? BEGUN : TORN);
    }
  }

  /** Sends so many frames, of one of the costly kinds. */
  static Deed costlyFrames(int count) {
    return (line, victim) -> {
      Buffer frame = COSTLY.get(ThreadLocalRandom.current().nextInt(COSTLY.size()));
      repeat(line, frame, count);
    };
  }

  /** Logs in as somebody new, then sends so many registrations of nearly a frame's length. */
  static Deed largeRegistrations(int count) {
    return (line, victim) -> {
      if (logsIn(line, Identity.generate())) {
        repeat(line, LARGE_REGISTRATION, count);
      }
    };
  }

  /** Logs in as the one user of them all, then sends so many registrations of so many keys. */
  static Deed rivalRegistrations(int count, int keys) {
    return (line, victim) -> {
      if (logsIn(line, RIVALS)) {
        repeat(line, Bytes.frame(Bytes.registration(line.next(), keys)), count);
      }
    };
  }

  /** Logs in at the first turn; gives whether an earlier one has. */
  private static boolean logsIn(Line line, Identity user) {
    int sequence = line.next();
    if (sequence > 1) {
      return true;
    }
    DeviceId device = new DeviceId(1 + ThreadLocalRandom.current().nextInt(DEVICES));
    line.say(Bytes.frame(Bytes.login(sequence, user, device, line.nonce().orElseThrow())));
    return false;
  }

  private static ClientMessage.Register largeRegistration() {
    List<Buffer> keys = Stream.generate(() -> Bytes.random(LARGE_KEY)).limit(LARGE_KEYS).toList();
    return new ClientMessage.Register(1, 1, Bytes.random(LARGE_KEY), keys);
  }

  /** Sends its victim so many messages of one byte. */
  static Deed tinyMessages(int count) {
    return (line, victim) ->
        line.say(
            Bytes.frames(
                count,
                each ->
                    Bytes.frame(
                        new ClientMessage.OutboundMessage(line.next(), victim, Bytes.random(1)))));
  }

  /** Asks so many times for a WebSocket, and says no key for it. */
  static Deed failedHandshakes(int count) {
    return (line, victim) -> repeat(line, KEYLESS_HANDSHAKE, count);
  }

  private static void repeat(Line line, Buffer bytes, int count) {
    for (int time = 0; time < count; time++) {
      line.sayRegardless(bytes);
    }
  }
}
