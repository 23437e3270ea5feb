package org.messagingserver.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import org.messagingserver.wire.proto.Message;
import org.messagingserver.wire.proto.RequestPreKeys;

/**
 * Counts the fields of a frame before anything is built from them: payloads, the fields of each
 * payload, and every number of a packed field. Unknown fields cost nothing and are not counted.
 */
final class FieldCount {
  private static final int FIRST_PAYLOAD = Message.ACK_FIELD_NUMBER;
  private static final int LAST_PAYLOAD = Message.INBOUNDMESSAGE_FIELD_NUMBER;

  /** The highest number of a field within any payload. */
  private static final int LAST_FIELD = 4;

  private final CodedInputStream input;
  private final int most;
  private int fields;
  private int sequence;

  private FieldCount(byte[] frame, int most) {
    this.input = UnsafeByteOperations.unsafeWrap(frame).newCodedInput();
    this.most = most;
  }

  /** Counts until there are too many, or until the frame is malformed, which the parser reports. */
  static FieldCount of(byte[] frame, int most) {
    FieldCount count = new FieldCount(frame, most);
    try {
      count.countMessage();
    } catch (IOException malformed) {
      return count;
    }
    return count;
  }

  boolean isTooMany() {
    return fields > most;
  }

  /** The last sequence that was read. */
  int sequence() {
    return sequence;
  }

  private void countMessage() throws IOException {
    while (!isTooMany() && !input.isAtEnd() && countField(input.readTag())) {
      // Everything is in countField.
    }
  }

  /** Whether more may follow. */
  private boolean countField(int tag) throws IOException {
    int number = WireFormat.getTagFieldNumber(tag);
    boolean hasLength = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    if (number == Message.SEQUENCE_FIELD_NUMBER && isVarint(tag)) {
      sequence = input.readUInt32();
      return true;
    }
    boolean isPayload = hasLength && number >= FIRST_PAYLOAD && number <= LAST_PAYLOAD;
    fields += isPayload ? 1 : 0;
    if (isPayload && number != LAST_PAYLOAD) {
      countPayload(number == Message.REQUESTPREKEYS_FIELD_NUMBER);
      return true;
    }
    return input.skipField(tag);
  }

  private static boolean isVarint(int tag) {
    return WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT;
  }

  private void countPayload(boolean hasDevices) throws IOException {
    int outer = input.pushLimit(input.readRawVarint32());
    while (!isTooMany() && !input.isAtEnd()) {
      int tag = input.readTag();
      int number = WireFormat.getTagFieldNumber(tag);
      if (hasDevices && number == RequestPreKeys.KNOWNDEVICEIDS_FIELD_NUMBER && !isVarint(tag)) {
        countDevices(tag);
      } else {
        fields += number <= LAST_FIELD ? 1 : 0;
        skip(tag);
      }
    }
    input.popLimit(outer);
  }

  private void countDevices(int tag) throws IOException {
    if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      skip(tag);
      return;
    }
    int outer = input.pushLimit(input.readRawVarint32());
    for (fields++; !isTooMany() && !input.isAtEnd(); fields++) {
      input.readRawVarint32();
    }
    input.popLimit(outer);
  }

  private void skip(int tag) throws IOException {
    if (!input.skipField(tag)) {
      throw new IOException("the end of a group that never began");
    }
  }
}
