package org.messagingserver.tools.chaos;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The content of a message, by which it is recognized: its number, its lane, and bytes that make
 * its size.
 *
 * @param id which message
 * @param lane from whom to whom
 */
record TestPayload(int id, int lane) {
  private static final int HEAD = 12;

  /** As bytes, so many more than it needs. */
  Buffer bytes(int padding) {
    Buffer rest = Buffer.buffer(HEAD + padding).appendInt(id).appendInt(lane);
    rest.appendBytes(new byte[padding]);
    return Buffer.buffer(HEAD + padding).appendInt(checksum(rest, 0)).appendBuffer(rest);
  }

  /** The parcel in these bytes; empty if they are not as they were sent. */
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
