package org.messagingserver.protocol;

import com.google.protobuf.CodedOutputStream;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.messagingserver.protocol.proto.Message;

/**
 * Encodes the two frames of every message without the generated builders, byte for byte as those
 * would.
 */
final class HotFrames {
  private HotFrames() {}

  private interface Fields {
    void writeTo(CodedOutputStream output) throws IOException;
  }

  static Buffer ack(int sequence) {
    int length = sizeOf(sequence) + CodedOutputStream.computeTagSize(Message.ACK_FIELD_NUMBER) + 1;
    return frame(
        sequence, length, output -> output.writeByteArray(Message.ACK_FIELD_NUMBER, new byte[0]));
  }

  static Buffer inboundMessage(int sequence, Buffer content) {
    byte[] bytes = content.getBytes();
    int field = Message.INBOUNDMESSAGE_FIELD_NUMBER;
    int length = sizeOf(sequence) + CodedOutputStream.computeByteArraySize(field, bytes);
    return frame(sequence, length, output -> output.writeByteArray(field, bytes));
  }

  /** Default values are not written. */
  private static int sizeOf(int sequence) {
    return sequence == 0
        ? 0
        : CodedOutputStream.computeUInt32Size(Message.SEQUENCE_FIELD_NUMBER, sequence);
  }

  private static Buffer frame(int sequence, int length, Fields payload) {
    byte[] frame = new byte[length];
    CodedOutputStream output = CodedOutputStream.newInstance(frame);
    try {
      if (sequence != 0) {
        output.writeUInt32(Message.SEQUENCE_FIELD_NUMBER, sequence);
      }
      payload.writeTo(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    output.checkNoSpaceLeft();
    return BufferInternal.buffer(Unpooled.wrappedBuffer(frame));
  }
}
