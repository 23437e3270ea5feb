package org.messagingserver.protocol;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import org.messagingserver.protocol.proto.Message;

/**
 * Counts the fields of a frame before it is decoded: payloads, the fields within each, and every
 * number of a packed field, as a version of the protocol defines them. Unknown fields cost nothing
 * and are not counted.
 */
final class FieldCount {
  private final CodedInputStream input;
  private final int max;
  private final FieldShape envelope;
  private int fields;
  private int sequence;

  private FieldCount(byte[] frame, int max, FieldShape envelope) {
    this.input = UnsafeByteOperations.unsafeWrap(frame).newCodedInput();
    this.max = max;
    this.envelope = envelope;
  }

  /**
   * Counts until there are too many, or until the frame is malformed, which the parser reports.
   *
   * @param envelope the Message of the version that the frame is of
   */
  static FieldCount of(byte[] frame, int max, FieldShape envelope) {
    FieldCount count = new FieldCount(frame, max, envelope);
    try {
      count.countMessage();
    } catch (IOException malformed) {
      return count;
    }
    return count;
  }

  boolean isTooMany() {
    return fields > max;
  }

  /** The last sequence read. */
  int sequence() {
    return sequence;
  }

  private void countMessage() throws IOException {
    while (!isTooMany() && !input.isAtEnd()) {
      int tag = input.readTag();
      if (isSequence(tag)) {
        sequence = input.readUInt32();
      } else {
        count(envelope, tag);
      }
    }
  }

  private static boolean isSequence(int tag) {
    return WireFormat.getTagFieldNumber(tag) == Message.SEQUENCE_FIELD_NUMBER
        && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT;
  }

  private void count(FieldShape message, int tag) throws IOException {
    FieldShape field = message.field(WireFormat.getTagFieldNumber(tag));
    fields += field.isKnown() ? 1 : 0;
    boolean hasLength = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    if (!hasLength || !(field.isMessage() || field.isPacked())) {
      skip(tag);
      return;
    }
    int outer = input.pushLimit(input.readRawVarint32());
    while (!isTooMany() && !input.isAtEnd()) {
      if (field.isMessage()) {
        count(field, input.readTag());
      } else {
        skipNumber(field.packing());
        fields++;
      }
    }
    input.popLimit(outer);
  }

  private void skipNumber(FieldShape.Packing packing) throws IOException {
    if (packing == FieldShape.Packing.FIXED32) {
      input.readRawLittleEndian32();
    } else {
      input.readRawVarint32();
    }
  }

  private void skip(int tag) throws IOException {
    if (!input.skipField(tag)) {
      throw new IOException("the end of a group that never began");
    }
  }
}
