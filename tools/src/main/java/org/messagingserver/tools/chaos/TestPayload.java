package org.messagingserver.tools.chaos;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The content of a message: its number, its pair, a checksum and padding.
 *
 * @param id number of the message
 * @param pair its sender and recipient
 */
record TestPayload(int id, int pair) {
  private static final int HEAD = 12;

  /** Encodes the payload, with this number of padding bytes. */
  Buffer bytes(int padding) {
    Buffer rest = Buffer.buffer(HEAD + padding).appendInt(id).appendInt(pair);
    rest.appendBytes(new byte[padding]);
    return Buffer.buffer(HEAD + padding).appendInt(checksum(rest, 0)).appendBuffer(rest);
  }

  /** Its first bytes: the others are the same for all messages with as much padding. */
  Buffer head(int padding) {
    return bytes(padding).getBuffer(0, HEAD);
  }

  /** These other bytes. */
  static Buffer padding(int padding) {
    return Buffer.buffer(new byte[padding]);
  }

  /** Decodes a payload; empty if the bytes are damaged. */
  static Optional<TestPayload> of(Buffer bytes) {
    boolean whole = bytes.length() >= HEAD && bytes.getInt(0) == checksum(bytes, Integer.BYTES);
    return whole
        ? Optional.of(new TestPayload(bytes.getInt(4), bytes.getInt(8)))
        : Optional.empty();
  }

  private static int checksum(Buffer bytes, int from) {
    CRC32 crc = new CRC32();
    crc.update(bytes.getBytes(from, bytes.length()));
    return (int) crc.getValue();
  }
}
