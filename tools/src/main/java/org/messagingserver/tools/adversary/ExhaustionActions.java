package org.messagingserver.tools.adversary;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.DeviceId;

/** Actions in which few bytes use much of the server's memory, CPU time or database. */
final class ExhaustionActions {
  private static final int LARGE_KEY = 8000;
  private static final int LARGE_KEYS = 29;
  private static final int DEVICES = 10;

  private static final Identity SHARED_USER = Identity.generate();
  private static final Buffer LARGE_PART = Buffer.buffer(new byte[CostlyMessages.LENGTH]);
  private static final Buffer UNFINISHED_FRAGMENTS =
      MalformedFrames.frame(MalformedFrames.FIRST_FRAGMENT, LARGE_PART);
  private static final Buffer UNFINISHED_FRAME =
      MalformedFrames.frame(MalformedFrames.BINARY, LARGE_PART).slice(0, CostlyMessages.LENGTH);
  private static final List<Buffer> COSTLY =
      CostlyMessages.MESSAGES.stream()
          .map(message -> MalformedFrames.frame(MalformedFrames.BINARY, message))
          .toList();
  private static final Buffer LARGE_REGISTRATION = MalformedFrames.frame(largeRegistration());
  private static final Buffer KEYLESS_HANDSHAKE =
      Buffer.buffer(
          MalformedFrames.HANDSHAKE.toString().replaceFirst("Sec-WebSocket-Key: \\S+\r\n", ""));

  private ExhaustionActions() {}

  /** Requests its victim's keys {@code count} times at once, and reads nothing. */
  static AttackAction unreadAnswers(int count) {
    return (connection, victim) -> {
      connection.stopReading();
      requestKeys(connection, victim, count);
    };
  }

  /** Requests its victim's keys {@code count} times at once. */
  static AttackAction keyRequests(int count) {
    return (connection, victim) -> requestKeys(connection, victim, count);
  }

  private static void requestKeys(RawTcpConnection connection, Address victim, int count) {
    connection.send(
        MalformedFrames.frames(
            count,
            each ->
                MalformedFrames.frame(
                    MalformedFrames.keysOf(connection.nextSequence(), victim.user()))));
  }

  /** Begins a message, in fragments or as one frame, and never ends it. */
  static void unfinished(RawTcpConnection connection, Address victim) {
    if (connection.nextSequence() == 1) {
      connection.send(MalformedFrames.randomBoolean() ? UNFINISHED_FRAGMENTS : UNFINISHED_FRAME);
    }
  }

  /** Sends {@code count} frames of one of the {@link CostlyMessages}. */
  static AttackAction costlyFrames(int count) {
    return (connection, victim) -> {
      Buffer frame = COSTLY.get(ThreadLocalRandom.current().nextInt(COSTLY.size()));
      repeat(connection, frame, count);
    };
  }

  /** Logs in as a new user, then sends {@code count} registrations of nearly the maximum size. */
  static AttackAction largeRegistrations(int count) {
    return (connection, victim) -> {
      if (logIn(connection, Identity.generate())) {
        repeat(connection, LARGE_REGISTRATION, count);
      }
    };
  }

  /**
   * Logs in as a user shared by all clients, then sends {@code count} registrations of {@code keys}
   * keys.
   */
  static AttackAction concurrentRegistrations(int count, int keys) {
    return (connection, victim) -> {
      if (logIn(connection, SHARED_USER)) {
        repeat(
            connection,
            MalformedFrames.frame(MalformedFrames.registration(connection.nextSequence(), keys)),
            count);
      }
    };
  }

  /** Logs in at the first call; returns whether an earlier one has. */
  private static boolean logIn(RawTcpConnection connection, Identity user) {
    int sequence = connection.nextSequence();
    if (sequence > 1) {
      return true;
    }
    DeviceId device = new DeviceId(1 + ThreadLocalRandom.current().nextInt(DEVICES));
    connection.send(
        MalformedFrames.frame(
            MalformedFrames.login(sequence, user, device, connection.nonce().orElseThrow())));
    return false;
  }

  private static ClientMessage.Register largeRegistration() {
    List<Buffer> keys =
        Stream.generate(() -> MalformedFrames.random(LARGE_KEY)).limit(LARGE_KEYS).toList();
    return new ClientMessage.Register(1, 1, MalformedFrames.random(LARGE_KEY), keys);
  }

  /** Sends its victim {@code count} messages of one byte. */
  static AttackAction tinyMessages(int count) {
    return (connection, victim) ->
        connection.send(
            MalformedFrames.frames(
                count,
                each ->
                    MalformedFrames.frame(
                        new ClientMessage.OutboundMessage(
                            connection.nextSequence(), victim, MalformedFrames.random(1)))));
  }

  /** Sends {@code count} handshakes without a key. */
  static AttackAction failedHandshakes(int count) {
    return (connection, victim) -> repeat(connection, KEYLESS_HANDSHAKE, count);
  }

  private static void repeat(RawTcpConnection connection, Buffer bytes, int count) {
    for (int time = 0; time < count; time++) {
      connection.sendUnbounded(bytes);
    }
  }
}
