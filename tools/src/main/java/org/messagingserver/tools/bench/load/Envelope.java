package org.messagingserver.tools.bench.load;

import io.vertx.core.buffer.Buffer;

/**
 * The part of a {@code signal.Message} that the load reads and writes for each message: its
 * sequence, which comes first, and the kind of its payload.
 */
final class Envelope {
  /** Tags of the payloads, as their field numbers in Messages.proto make them. */
  static final int ACK = 0x12;

  static final int ERROR = 0x1A;
  static final int OUTBOUND_MESSAGE = 0x5A;
  static final int INBOUND_MESSAGE = 0x62;

  private static final byte SEQUENCE = 0x08;
  private static final byte[] EMPTY_ACK = {ACK, 0};

  private Envelope() {}

  /** The position of the payload's tag in the message that begins at {@code from}. */
  static int payload(Buffer bytes, int from) {
    int at = from + 1;
    while (bytes.getByte(at) < 0) {
      at++;
    }
    return at + 1;
  }

  /** The sequence of the message that begins at {@code from}. */
  static int sequence(Buffer bytes, int from) {
    int sequence = 0;
    int at = from + 1;
    for (int shift = 0; ; shift += 7) {
      int next = bytes.getByte(at++);
      sequence |= (next & 0x7F) << shift;
      if (next >= 0) {
        return sequence;
      }
    }
  }

  /** Acks the message that begins at {@code from}, with its payload at {@code payload}. */
  static void ack(LeanSocket socket, Buffer bytes, int from, int payload) {
    int length = payload - from;
    socket
        .begin(length + EMPTY_ACK.length)
        .appendBuffer(bytes, from, length)
        .appendBytes(EMPTY_ACK);
  }

  /** Begins a message whose payload, with its tag, has this length. */
  static Buffer begin(LeanSocket socket, int sequence, int payloadLength) {
    int width = (38 - Integer.numberOfLeadingZeros(sequence | 1)) / 7;
    Buffer out = socket.begin(1 + width + payloadLength).appendByte(SEQUENCE);
    int rest = sequence;
    for (int written = 1; written < width; written++) {
      out.appendByte((byte) (rest | 0x80));
      rest >>>= 7;
    }
    return out.appendByte((byte) rest);
  }
}
