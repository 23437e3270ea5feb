package org.messagingserver.tools.adversary;

import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * Messages of nearly the default maximum size that are expensive to decode. Source of the bytes:
 * the encoding of Protocol Buffers.
 */
final class CostlyMessages {
  static final int LENGTH = 262_000;

  private static final int SEQUENCE = 0x08;
  private static final int REGISTER = 0x32;
  private static final int REQUEST_PRE_KEYS = 0x42;
  private static final int USER_ID = 0x0A;
  private static final int PACKED_IDS = 0x12;
  private static final int ONE_TIME_KEY = 0x1A;
  private static final int FIRST_UNKNOWN = 100;
  private static final int HEADS = 100;

  /** All messages. */
  static final List<Buffer> MESSAGES = List.of(unknownFields(), knownDevices(), emptyKeys());

  private CostlyMessages() {}

  /** Unknown fields, each with a different number. */
  private static Buffer unknownFields() {
    Buffer message = begin();
    for (int number = FIRST_UNKNOWN; message.length() < LENGTH - HEADS; number++) {
      varint(message, number << 3).appendByte((byte) 1);
    }
    return message;
  }

  /** A request for keys with more known devices than a user may have. */
  private static Buffer knownDevices() {
    Buffer ids = Buffer.buffer();
    for (int id = 1; ids.length() < LENGTH - HEADS; id++) {
      varint(ids, id);
    }
    Buffer request = Buffer.buffer();
    field(request, USER_ID, Buffer.buffer(MalformedFrames.unknownUser().bytes()));
    field(request, PACKED_IDS, ids);
    return field(begin(), REQUEST_PRE_KEYS, request);
  }

  /** A registration of empty keys. */
  private static Buffer emptyKeys() {
    Buffer keys = Buffer.buffer();
    while (keys.length() < LENGTH - HEADS) {
      varint(keys, ONE_TIME_KEY).appendByte((byte) 0);
    }
    return field(begin(), REGISTER, keys);
  }

  private static Buffer begin() {
    return varint(Buffer.buffer(), SEQUENCE).appendByte((byte) 1);
  }

  private static Buffer field(Buffer out, int tag, Buffer value) {
    return varint(varint(out, tag), value.length()).appendBuffer(value);
  }

  private static Buffer varint(Buffer out, int value) {
    int rest = value;
    for (; rest >= 0x80; rest >>>= 7) {
      out.appendByte((byte) (rest | 0x80));
    }
    return out.appendByte((byte) rest);
  }
}
