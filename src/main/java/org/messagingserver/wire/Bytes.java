package org.messagingserver.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.vertx.core.buffer.Buffer;
import org.messagingserver.wire.proto.Message;

/** Bytes between Vert.x and protobuf, copied once at most. */
final class Bytes {
  private Bytes() {}

  static Buffer buffer(ByteString bytes) {
    return Buffer.buffer(bytes.toByteArray());
  }

  static ByteString bytes(Buffer buffer) {
    return UnsafeByteOperations.unsafeWrap(buffer.getBytes());
  }

  static Buffer frame(Message.Builder message) {
    return Buffer.buffer(message.build().toByteArray());
  }

  static Message message(Buffer frame) throws UndecodableFrameException {
    try {
      return Message.parseFrom(frame.getBytes());
    } catch (InvalidProtocolBufferException e) {
      throw new UndecodableFrameException("this frame is no Message");
    }
  }
}
