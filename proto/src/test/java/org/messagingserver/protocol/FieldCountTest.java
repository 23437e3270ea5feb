package org.messagingserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.messagingserver.protocol.proto.Message;

/** Every field of the contract is counted, however new it is. */
class FieldCountTest {
  private static final int MANY = 50;

  private interface Body {
    void writeTo(CodedOutputStream output) throws IOException;
  }

  private static byte[] bytes(Body body) throws IOException {
    ByteString.Output bytes = ByteString.newOutput();
    CodedOutputStream output = CodedOutputStream.newInstance(bytes);
    body.writeTo(output);
    output.flush();
    return bytes.toByteString().toByteArray();
  }

  private static int counted(byte[] frame) {
    int most = 0;
    while (FieldCount.of(frame, most, FieldShape.ENVELOPE).isTooMany()) {
      most++;
    }
    return most;
  }

  static Stream<FieldDescriptor> payloads() {
    return Message.getDescriptor().getOneofs().get(0).getFields().stream();
  }

  static Stream<FieldDescriptor> payloadsThatAreMessages() {
    return payloads().filter(payload -> payload.getJavaType() == JavaType.MESSAGE);
  }

  @ParameterizedTest
  @MethodSource("payloads")
  void countsEveryPayload(FieldDescriptor payload) throws IOException {
    byte[] frame = bytes(output -> writeMany(output, payload.getNumber()));

    assertThat(counted(frame)).isEqualTo(MANY);
  }

  @ParameterizedTest
  @MethodSource("payloadsThatAreMessages")
  void countsEveryFieldOfAPayload(FieldDescriptor payload) throws IOException {
    Descriptor message = payload.getMessageType();
    byte[] content =
        bytes(
            output -> {
              for (FieldDescriptor field : message.getFields()) {
                writeMany(output, field.getNumber());
              }
            });

    byte[] frame = bytes(output -> output.writeByteArray(payload.getNumber(), content));

    assertThat(counted(frame)).isEqualTo(1 + MANY * message.getFields().size());
  }

  @ParameterizedTest
  @MethodSource("payloadsThatAreMessages")
  void countsEveryNumberOfAPackedField(FieldDescriptor payload) throws IOException {
    for (FieldDescriptor field : payload.getMessageType().getFields()) {
      int size = field.getType() == FieldDescriptor.Type.FIXED32 ? Integer.BYTES : 1;
      byte[] numbers = new byte[MANY * size];
      byte[] content = bytes(output -> output.writeByteArray(field.getNumber(), numbers));
      byte[] frame = bytes(output -> output.writeByteArray(payload.getNumber(), content));
      if (field.isPackable()) {
        assertThat(counted(frame)).isEqualTo(2 + MANY);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("payloadsThatAreMessages")
  void countsNothingThatTheContractLacks(FieldDescriptor payload) throws IOException {
    byte[] content = bytes(output -> writeMany(output, 1000));

    byte[] frame = bytes(output -> output.writeByteArray(payload.getNumber(), content));

    assertThat(counted(frame)).isEqualTo(1);
  }

  /** Empty ones, which is as short as a field can be. */
  private static void writeMany(CodedOutputStream output, int number) throws IOException {
    for (int i = 0; i < MANY; i++) {
      output.writeTag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      output.writeUInt32NoTag(0);
    }
  }
}
