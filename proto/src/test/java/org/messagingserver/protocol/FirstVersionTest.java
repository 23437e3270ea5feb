package org.messagingserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.WireFormat;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.messagingserver.protocol.ClientMessage.InvalidRequest;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.ClientMessage.RequestPreKeys;
import org.messagingserver.protocol.proto.v1.Message;

/** On a connection of the first version, fields and payloads of later ones do not exist. */
class FirstVersionTest {
  /** Numbers of today's fields, of later ones, and of none. */
  private static final int MAX_FIELD = 30;

  private static final Parser<Message> SCHEMA = DiscardUnknownFieldsParser.wrap(Message.parser());

  /** Fields of any number, type and content, messages among them. */
  @Provide
  Arbitrary<byte[]> frames() {
    Arbitrary<byte[]> plain =
        fields(
            Arbitraries.of(
                new byte[0], new byte[] {8, 1}, Samples.USER.bytes(), new byte[] {-1, -1}));
    return fields(Arbitraries.oneOf(plain, fields(plain)));
  }

  private static Arbitrary<byte[]> fields(Arbitrary<byte[]> content) {
    Arbitrary<byte[]> field =
        Combinators.combine(
                Arbitraries.integers().between(1, MAX_FIELD),
                Arbitraries.integers().between(0, 7),
                content)
            .as(FirstVersionTest::field);
    return field
        .list()
        .ofMaxSize(4)
        .map(all -> ByteString.copyFrom(all.stream().map(ByteString::copyFrom).toList()))
        .map(ByteString::toByteArray);
  }

  private static byte[] field(int number, int wireType, byte[] content) {
    ByteString.Output bytes = ByteString.newOutput();
    CodedOutputStream output = CodedOutputStream.newInstance(bytes);
    try {
      output.writeTag(number, wireType);
      switch (wireType) {
        case WireFormat.WIRETYPE_VARINT -> output.writeUInt32NoTag(content.length);
        case WireFormat.WIRETYPE_FIXED64 -> output.writeFixed64NoTag(content.length);
        case WireFormat.WIRETYPE_LENGTH_DELIMITED -> output.writeByteArrayNoTag(content);
        case WireFormat.WIRETYPE_FIXED32 -> output.writeFixed32NoTag(content.length);
        default -> output.writeRawBytes(content);
      }
      output.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteString().toByteArray();
  }

  @Property
  void readsEveryFrameAsItsSchemaDoes(@ForAll("frames") byte[] frame) {
    assertThat(read(frame)).isEqualTo(expected(frame));
  }

  private static Optional<ByteString> expected(byte[] frame) {
    try {
      return Optional.of(SCHEMA.parseFrom(frame).toByteString());
    } catch (InvalidProtocolBufferException malformed) {
      return Optional.empty();
    }
  }

  private static Optional<ByteString> read(byte[] frame) {
    try {
      return Optional.of(Buffers.message(FirstVersion.withoutLaterFields(frame)).toByteString());
    } catch (UndecodableFrameException malformed) {
      return Optional.empty();
    }
  }

  @Test
  void takesTheLastPayloadThatItKnows() throws UndecodableFrameException {
    OutboundMessage message = new OutboundMessage(3, Samples.ADDRESS, Buffer.buffer("sealed"));
    Buffer frame =
        ClientMessageCodec.encode(message)
            .appendBytes(field(20, WireFormat.WIRETYPE_LENGTH_DELIMITED, new byte[0]));

    assertThat(decoded(frame)).isEqualTo(message);
  }

  @Test
  void knowsNoPayloadOfALaterVersion() throws UndecodableFrameException {
    Buffer frame = Buffer.buffer(field(19, WireFormat.WIRETYPE_LENGTH_DELIMITED, new byte[0]));

    assertThat(decoded(frame)).isInstanceOf(InvalidRequest.class);
  }

  /** What would be text in a later version may be any bytes here. */
  @Test
  void overlooksLaterFieldsWhateverIsInThem() throws UndecodableFrameException {
    RequestPreKeys request = new RequestPreKeys(3, Samples.USER, Set.of());
    byte[] garbage = {-1, -2, -3};
    ByteString inner =
        ByteString.copyFrom(
            List.of(
                ByteString.copyFrom(
                    field(1, WireFormat.WIRETYPE_LENGTH_DELIMITED, Samples.USER.bytes())),
                ByteString.copyFrom(field(3, WireFormat.WIRETYPE_LENGTH_DELIMITED, garbage)),
                ByteString.copyFrom(field(4, WireFormat.WIRETYPE_FIXED32, garbage))));
    Buffer frame =
        Buffer.buffer(field(1, WireFormat.WIRETYPE_VARINT, garbage))
            .appendBytes(field(8, WireFormat.WIRETYPE_LENGTH_DELIMITED, inner.toByteArray()));

    assertThat(decoded(frame)).isEqualTo(request);
  }

  private static ClientMessage decoded(Buffer frame) throws UndecodableFrameException {
    return ClientMessageCodec.decode(frame, Integer.MAX_VALUE, ProtocolVersion.V1);
  }

  @Test
  void writesNothingOfALaterVersion() {
    ServerInfo info = new ServerInfo(1, 2, 3, 4, 5, 6, 7, Duration.ofHours(8), 9, Samples.KEY);
    Nonce nonce = new Nonce(Samples.filled(32, 1));
    PreKeyBundle bundle = new PreKeyBundle(Samples.ADDRESS, 1, Samples.KEY, Samples.KEY);

    assertThat(encoded(new ServerMessage.AuthChallenge(1, nonce, Optional.of(info))))
        .isEqualTo(encoded(new ServerMessage.AuthChallenge(1, nonce, Optional.empty())));
    assertThat(encoded(new ServerMessage.PreKey(1, bundle, 7)))
        .isEqualTo(encoded(new ServerMessage.PreKey(1, bundle, 0)));
  }

  private static Buffer encoded(ServerMessage message) {
    return ServerMessageCodec.encode(message, ProtocolVersion.V1);
  }
}
