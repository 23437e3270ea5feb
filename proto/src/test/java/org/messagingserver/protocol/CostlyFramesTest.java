package org.messagingserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import com.sun.management.ThreadMXBean;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.messagingserver.protocol.ClientMessage.InvalidRequest;
import org.messagingserver.protocol.ClientMessage.Register;
import org.messagingserver.protocol.ClientMessage.RequestPreKeys;
import org.messagingserver.protocol.proto.Message;

/** No frame costs the server much more memory than an ordinary one of its size. */
class CostlyFramesTest {
  private static final int FRAME_BYTES = 262_000;

  /** What the limits allow by default. */
  private static final int MOST_FIELDS = 1824;

  private static final int MOST_TIMES_AN_ORDINARY_ONE = 5;
  private static final int WARM = 20;

  /** Numbered from 1; all but the first are payloads. */
  private static final int FIELDS = Message.getDescriptor().getFields().size();

  private static final ByteString EMPTY = ByteString.EMPTY;
  private static final ByteString TINY = ByteString.copyFromUtf8("x");
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** One element of a frame that consists of nothing else. */
  private interface Element {
    void writeTo(CodedOutputStream output, int index) throws IOException;
  }

  static Stream<Arguments> craftedFrames() {
    return Stream.of(
        arguments("unknown numbers", filled((out, i) -> out.writeUInt32(100 + i, 1))),
        arguments("one unknown number", filled((out, i) -> out.writeUInt32(100, 1))),
        arguments("unknown empty bytes", filled((out, i) -> out.writeBytes(100 + i, EMPTY))),
        arguments(
            "unknown groups",
            filled(
                (out, i) -> {
                  out.writeTag(100 + i, WireFormat.WIRETYPE_START_GROUP);
                  out.writeTag(100 + i, WireFormat.WIRETYPE_END_GROUP);
                })),
        arguments(
            "known fields of another type",
            filled((out, i) -> out.writeFixed32(1 + i % FIELDS, 1))),
        arguments("sequences", filled((out, i) -> out.writeUInt32(1, i & 1))),
        arguments(
            "payloads by turns", filled((out, i) -> out.writeBytes(2 + i % (FIELDS - 1), EMPTY))),
        arguments("parts", payload(19, (out, i) -> out.writeBytes(2, EMPTY))),
        arguments(
            "parts with heads",
            payload(19, (out, i) -> out.writeBytes(2, message(o -> o.writeBytes(2, TINY))))),
        arguments(
            "parts with recipients",
            payload(19, (out, i) -> out.writeBytes(2, message(o -> o.writeBytes(1, EMPTY))))),
        arguments("shared bytes", payload(19, (out, i) -> out.writeBytes(1, TINY))),
        arguments("refused parts", payload(20, (out, i) -> out.writeBytes(1, EMPTY))),
        arguments(
            "requests by turns", filled((out, i) -> out.writeBytes(i % 2 == 0 ? 6 : 11, EMPTY))),
        arguments("acks", filled((out, i) -> out.writeBytes(2, EMPTY))),
        arguments("unregisters", filled((out, i) -> out.writeBytes(7, EMPTY))),
        arguments("inboundMessages", filled((out, i) -> out.writeBytes(12, TINY))),
        arguments(
            "registers with a key",
            filled((out, i) -> out.writeBytes(6, message(o -> o.writeBytes(3, TINY))))),
        arguments(
            "ids in requests",
            filled((out, i) -> out.writeBytes(8, message(o -> o.writeUInt32(2, 1))))),
        arguments("a Register of empty keys", payload(6, (out, i) -> out.writeBytes(3, EMPTY))),
        arguments("a Register of tiny keys", payload(6, (out, i) -> out.writeBytes(3, TINY))),
        arguments(
            "a Register of small keys",
            payload(6, (out, i) -> out.writeBytes(3, ByteString.copyFrom(new byte[9])))),
        arguments("a Register of signed keys", payload(6, (out, i) -> out.writeBytes(2, TINY))),
        arguments(
            "a Register of unknown numbers", payload(6, (out, i) -> out.writeUInt32(100 + i, 1))),
        arguments("packed ids", payload(8, 1, (out, i) -> packed(out))),
        arguments("ids", payload(8, (out, i) -> out.writeUInt32(2, i & 127))),
        arguments(
            "small packs of ids",
            payload(8, (out, i) -> out.writeBytes(2, ByteString.copyFrom(new byte[] {1, 2})))),
        arguments("userIDs", payload(8, (out, i) -> out.writeBytes(1, TINY))),
        arguments("recipients", payload(11, (out, i) -> out.writeBytes(1, EMPTY))),
        arguments(
            "recipients with userIDs",
            payload(11, (out, i) -> out.writeBytes(1, message(o -> o.writeBytes(1, TINY))))),
        arguments("sealed messages", payload(11, (out, i) -> out.writeBytes(2, TINY))),
        arguments("logins", payload(5, (out, i) -> out.writeBytes(1, TINY))),
        arguments("names of errors", payload(3, (out, i) -> out.writeBytes(1, TINY))),
        arguments(
            "descriptions by turns", payload(3, (out, i) -> out.writeBytes(1 + i % 2, EMPTY))),
        arguments("addresses of preKeys", payload(9, (out, i) -> out.writeBytes(1, EMPTY))),
        arguments(
            "a sealed message behind an unknown number",
            filledBehind(13, ByteString.copyFrom(new byte[FRAME_BYTES - 120]))),
        arguments("no message", Buffer.buffer(new byte[FRAME_BYTES])),
        arguments("an end that is missing", cut(filled((out, i) -> out.writeBytes(11, EMPTY)))));
  }

  private interface Body {
    void writeTo(CodedOutputStream output) throws IOException;
  }

  private static ByteString message(Body body) {
    ByteString.Output bytes = ByteString.newOutput();
    CodedOutputStream output = CodedOutputStream.newInstance(bytes);
    try {
      body.writeTo(output);
      output.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteString();
  }

  private static void packed(CodedOutputStream output) throws IOException {
    output.writeBytes(2, ByteString.copyFrom(new byte[FRAME_BYTES - 100]));
  }

  private static ByteString elements(Element element, int mostBytes, int count) {
    return message(
        output -> {
          for (int i = 0; i < count && output.getTotalBytesWritten() < mostBytes - 16; i++) {
            element.writeTo(output, i);
          }
        });
  }

  private static Buffer filled(Element element) {
    return buffer(elements(element, FRAME_BYTES, FRAME_BYTES));
  }

  private static Buffer payload(int number, Element element) {
    return payload(number, FRAME_BYTES, element);
  }

  private static Buffer payload(int number, int count, Element element) {
    ByteString content = elements(element, FRAME_BYTES - 100, count);
    return buffer(
        message(
            output -> {
              output.writeUInt32(1, 7);
              output.writeBytes(number, content);
            }));
  }

  /** An unknown field, and then one sealed message. */
  private static Buffer filledBehind(int unknown, ByteString sealed) {
    ByteString outbound =
        message(
            output -> {
              output.writeBytes(1, message(to -> to.writeByteArray(1, Samples.USER.bytes())));
              output.writeBytes(2, sealed);
            });
    return buffer(
        message(
            output -> {
              output.writeUInt32(unknown, 1);
              output.writeBytes(11, outbound);
            }));
  }

  private static Buffer buffer(ByteString bytes) {
    return Buffer.buffer(bytes.toByteArray());
  }

  private static Buffer cut(Buffer frame) {
    return frame.getBuffer(0, frame.length() - 1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("craftedFrames")
  void decodesAnyFrameForLittleMoreThanAnOrdinaryOne(String what, Buffer frame) {
    Buffer sealed = Buffer.buffer(new byte[FRAME_BYTES - 60]);
    Buffer ordinary =
        ClientMessageCodec.encode(new ClientMessage.OutboundMessage(1, Samples.ADDRESS, sealed));

    assertThat(frame.length()).isBetween(FRAME_BYTES - 200, FRAME_BYTES);
    for (ProtocolVersion version : ProtocolVersion.values()) {
      long most = allocated(ordinary, version) * MOST_TIMES_AN_ORDINARY_ONE;
      assertThat(allocated(frame, version)).as(version.name()).isLessThanOrEqualTo(most);
    }
  }

  @Test
  void readsAsManyFieldsAsAllowedAndRefusesOneMore() throws UndecodableFrameException {
    Buffer keys = payload(6, 1000, (out, i) -> out.writeBytes(3, TINY));
    Buffer devices = payload(8, 1000, (out, i) -> out.writeUInt32(2, i));

    assertThat(ClientMessageCodec.decode(keys, 1001, ProtocolVersion.V2))
        .isInstanceOf(Register.class);
    assertThat(ClientMessageCodec.decode(keys, 1000, ProtocolVersion.V2)).isEqualTo(tooMany());
    assertThat(ClientMessageCodec.decode(devices, 1000, ProtocolVersion.V2)).isEqualTo(tooMany());
  }

  @Test
  void readsWhatIsWithinItsBoundAsWithout() throws UndecodableFrameException {
    ClientMessage request =
        new RequestPreKeys(
            3,
            Samples.ADDRESS.user(),
            IntStream.range(-500, 500).mapToObj(DeviceId::new).collect(Collectors.toSet()));

    Buffer frame = ClientMessageCodec.encode(request);

    assertThat(frame.length()).isGreaterThan(MOST_FIELDS);
    assertThat(ClientMessageCodec.decode(frame, MOST_FIELDS, ProtocolVersion.V2))
        .isEqualTo(request);
  }

  private static InvalidRequest tooMany() {
    return new InvalidRequest(7, ErrorName.INVALID_MESSAGE, "too many fields in one message");
  }

  private static long allocated(Buffer frame, ProtocolVersion version) {
    for (int i = 0; i < WARM; i++) {
      decode(frame, version);
    }
    long thread = Thread.currentThread().getId();
    long before = THREADS.getThreadAllocatedBytes(thread);
    decode(frame, version);
    return THREADS.getThreadAllocatedBytes(thread) - before;
  }

  private static Object decode(Buffer frame, ProtocolVersion version) {
    try {
      return ClientMessageCodec.decode(frame, MOST_FIELDS, version);
    } catch (UndecodableFrameException e) {
      return e;
    }
  }
}
