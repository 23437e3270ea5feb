package org.messagingserver.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import org.messagingserver.protocol.proto.Message;

/** Converts bytes between Vert.x and protobuf, with at most one copy. */
final class Buffers {
  /** Drops unknown fields, which would need a hundred times the memory of the frame. */
  private static final Parser<Message> MESSAGES = DiscardUnknownFieldsParser.wrap(Message.parser());

  private Buffers() {}

  static Buffer buffer(ByteString bytes) {
    return Buffer.buffer(bytes.toByteArray());
  }

  static ByteString bytes(Buffer buffer) {
    return UnsafeByteOperations.unsafeWrap(buffer.getBytes());
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
