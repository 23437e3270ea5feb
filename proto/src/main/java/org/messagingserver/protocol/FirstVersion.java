package org.messagingserver.protocol;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import org.messagingserver.protocol.proto.Login;
import org.messagingserver.protocol.proto.v1.Message;

/** Frames of {@link ProtocolVersion#V1}, whose schema never grows. */
final class FirstVersion {
  /** The fields that {@link FieldCount} counts in such a frame. */
  static final FieldShape ENVELOPE = FieldShape.ofMessage(Message.getDescriptor());

  private static final Parser<Message> MESSAGES = DiscardUnknownFieldsParser.wrap(Message.parser());

  private FirstVersion() {}

  /**
   * The Login without the fields that a later version added, except the name of the server. A name
   * that is not valid text is no error, as in any later field: it is the name of no server.
   */
  static Login login(byte[] login) throws InvalidProtocolBufferException {
    var first = org.messagingserver.protocol.proto.v1.Login.parseFrom(login);
    Login.Builder known = Login.newBuilder().setNonce(first.getNonce());
    known
        .getAddressBuilder()
        .setUserID(first.getAddress().getUserID())
        .setDeviceID(first.getAddress().getDeviceID());
    first
        .getUnknownFields()
        .getField(Login.SERVERNAME_FIELD_NUMBER)
        .getLengthDelimitedList()
        .forEach(name -> known.setServerName(name.toStringUtf8()));
    return known.build();
  }

  /**
   * The frame without the fields that a later version added, wherever in it they are; the frame
   * itself if it has none.
   *
   * @throws UndecodableFrameException if it is not a Message of this version
   */
  static byte[] withoutLaterFields(byte[] frame) throws UndecodableFrameException {
    try {
      CodedInputStream input = UnsafeByteOperations.unsafeWrap(frame).newCodedInput();
      return hasOnlyKnownFields(input, ENVELOPE) ? frame : MESSAGES.parseFrom(frame).toByteArray();
    } catch (IOException e) {
      throw new UndecodableFrameException("this frame is no Message");
    }
  }

  private static boolean hasOnlyKnownFields(CodedInputStream input, FieldShape message)
      throws IOException {
    while (!input.isAtEnd()) {
      int tag = input.readTag();
      FieldShape field = message.field(WireFormat.getTagFieldNumber(tag));
      if (!field.isKnown()) {
        return false;
      }
      if (field.isMessage()
          && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        int outer = input.pushLimit(input.readRawVarint32());
        if (!hasOnlyKnownFields(input, field)) {
          return false;
        }
        input.popLimit(outer);
      } else if (!input.skipField(tag)) {
        return false;
      }
    }
    return true;
  }
}
