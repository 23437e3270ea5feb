package org.messagingserver.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import org.messagingserver.protocol.proto.Message;

/** Converts bytes between Vert.x and protobuf, with at most one copy. */
final class Buffers {
  /** Drops unknown fields, which would need a hundred times the memory of the frame. */
  private static final Parser<Message> MESSAGES = DiscardUnknownFieldsParser.wrap(Message.parser());

  /** A composite buffer takes as much. */
  private static final int COPIED_BYTES = 256;

  private Buffers() {}

  static Buffer buffer(ByteString bytes) {
    return Buffer.buffer(bytes.toByteArray());
  }

  static ByteString bytes(Buffer buffer) {
    return UnsafeByteOperations.unsafeWrap(buffer.getBytes());
  }

  /** One behind the other, without a copy unless that is smaller; neither may change. */
  static Buffer concatenated(Buffer one, Buffer other) {
    if (one.length() == 0) {
      return other;
    }
    return other.length() < COPIED_BYTES
        ? Buffer.buffer(one.length() + other.length()).appendBuffer(one).appendBuffer(other)
        : BufferInternal.buffer(Unpooled.wrappedBuffer(byteBuf(one), byteBuf(other)));
  }

  private static ByteBuf byteBuf(Buffer buffer) {
    return ((BufferInternal) buffer).getByteBuf();
  }

  static Buffer frame(Message.Builder message) {
    return Buffer.buffer(message.build().toByteArray());
  }

  static Message message(byte[] frame) throws UndecodableFrameException {
    try {
      CodedInputStream input = UnsafeByteOperations.unsafeWrap(frame).newCodedInput();
      input.enableAliasing(true);
      Message message = MESSAGES.parseFrom(input);
      input.checkLastTagWas(0);
      return message;
    } catch (IOException e) {
      throw new UndecodableFrameException("this frame is no Message");
    }
  }
}
