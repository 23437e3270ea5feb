package org.messagingserver.tools.adversary;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.Login;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.UserId;

/** Frames of hostile clients. Source: RFC 6455; the mask is zero. */
final class MalformedFrames {
  static final int BINARY = 0x82;
  static final int TEXT = 0x81;
  static final int FIRST_FRAGMENT = 0x02;
  static final int FRAGMENT = 0x00;

  static final Buffer HANDSHAKE = request("Host: localhost");

  private static final int MASKED = 0x80;
  private static final int TWO_BYTES = 126;
  private static final int EIGHT_BYTES = 127;
  private static final int KEY_BYTES = 33;
  private static final int SIGNATURE_BYTES = 64;

  /** Delimiters of a group with field number 15, which no Message has. */
  private static final byte BEGIN_GROUP = 0x7B;

  private static final byte END_GROUP = 0x7C;

  private static final Random RANDOM = new Random();

  private MalformedFrames() {}

  /** A handshake for a version of the protocol. */
  static Buffer handshake(ProtocolVersion version) {
    return version
        .subprotocol()
        .map(name -> request("Host: localhost", "Sec-WebSocket-Protocol: " + name))
        .orElse(HANDSHAKE);
  }

  /** A handshake with these header lines. */
  static Buffer request(String... lines) {
    return Buffer.buffer(
        """
        GET /api HTTP/1.1\r
        %s\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        Sec-WebSocket-Version: 13\r
        \r
        """
            .formatted(String.join("\r\n", lines)));
  }

  static Buffer random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return Buffer.buffer(bytes);
  }

  static boolean randomBoolean() {
    return RANDOM.nextBoolean();
  }

  static Buffer frame(int kind, Buffer payload) {
    return header(kind, payload.length()).appendBuffer(payload);
  }

  /** The header of a frame. */
  static Buffer header(int kind, long length) {
    Buffer head = Buffer.buffer().appendByte((byte) kind);
    if (length < TWO_BYTES) {
      head.appendByte((byte) (MASKED | length));
    } else if (length < 1 << 16) {
      head.appendByte((byte) (MASKED | TWO_BYTES)).appendUnsignedShort((int) length);
    } else {
      head.appendByte((byte) (MASKED | EIGHT_BYTES)).appendLong(length);
    }
    return head.appendInt(0);
  }

  /** A binary frame with a message. */
  static Buffer frame(ClientMessage message) {
    return frame(BINARY, ClientMessageCodec.encode(message));
  }

  /** Concatenates {@code count} frames. */
  static Buffer frames(int count, IntFunction<Buffer> frame) {
    Buffer all = Buffer.buffer();
    for (int number = 0; number < count; number++) {
      all.appendBuffer(frame.apply(number));
    }
    return all;
  }

  /** Nested groups. */
  static Buffer nested(int depth) {
    byte[] groups = new byte[2 * depth];
    Arrays.fill(groups, 0, depth, BEGIN_GROUP);
    Arrays.fill(groups, depth, groups.length, END_GROUP);
    return Buffer.buffer(groups);
  }

  static ClientMessage.RequestPreKeys keysOf(int sequence, UserId user) {
    return new ClientMessage.RequestPreKeys(sequence, user, Set.of());
  }

  /** A user that is not registered. */
  static UserId unknownUser() {
    return UserId.ofPublicKey(random(KEY_BYTES - 1).getBytes());
  }

  /** A login with an invalid signature. */
  static ClientMessage.AuthResponse forgedLogin(int sequence, Address claimed, Nonce nonce) {
    Buffer login = Buffer.buffer(new Login(claimed, nonce).encode());
    return new ClientMessage.AuthResponse(sequence, login, random(SIGNATURE_BYTES));
  }

  /** A login that is valid if the nonce is that of the connection. */
  static ClientMessage.AuthResponse login(int sequence, Identity user, Nonce nonce) {
    return login(sequence, user, Attackers.DEVICE, nonce);
  }

  /** A login of a device that is valid if the nonce is that of the connection. */
  static ClientMessage.AuthResponse login(
      int sequence, Identity user, DeviceId device, Nonce nonce) {
    byte[] login = new Login(new Address(user.userId(), device), nonce).encode();
    return new ClientMessage.AuthResponse(
        sequence, Buffer.buffer(login), Buffer.buffer(user.signature(login)));
  }

  /** A registration that replaces the previous one. */
  static ClientMessage.Register registration(int sequence, int keys) {
    List<Buffer> oneTimeKeys = new ArrayList<>();
    for (int key = 0; key < keys; key++) {
      oneTimeKeys.add(random(KEY_BYTES));
    }
    return new ClientMessage.Register(sequence, sequence, random(KEY_BYTES), oneTimeKeys);
  }
}
