package org.messagingserver.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.messagingserver.protocol.Samples.filled;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.messagingserver.protocol.ClientMessage.InvalidRequest;
import org.messagingserver.protocol.ClientMessage.UnexpectedReply;
import org.messagingserver.protocol.proto.Drained;
import org.messagingserver.protocol.proto.Message;

/** The rows of the protocol's table of bad input that this package decides. */
class BadInputTest {
  private static final int SEQUENCE = 77;

  @ParameterizedTest
  @MethodSource("framesThatAreNoMessage")
  void refusesAFrameThatIsNoMessage(byte[] frame) {
    assertThatExceptionOfType(UndecodableFrameException.class)
        .isThrownBy(() -> ClientMessageCodec.decode(Buffer.buffer(frame)))
        .withMessage("this frame is no Message")
        .withNoCause();
    assertThatExceptionOfType(UndecodableFrameException.class)
        .isThrownBy(() -> ServerMessageCodec.decode(Buffer.buffer(frame)));
  }

  static byte[][] framesThatAreNoMessage() {
    byte[] whole = ClientMessageCodec.encode(outbound()).getBytes();
    return new byte[][] {
      filled(1, 0), // a tag of field 0
      filled(20, -1), // a number without an end
      "hello".getBytes(UTF_8),
      {0x12, 0x7F, 1}, // an ack that is longer than the frame
      {0x1A, 0x03, 0x0A, 0x01, (byte) 0xFF}, // an error whose name is no UTF-8
      {0x0C}, // the end of a group that never began
      Arrays.copyOf(whole, whole.length - 1),
      nested(200)
    };
  }

  @Test
  void refusesNestingHoweverDeepWithoutRunningOutOfStack() {
    assertThatExceptionOfType(UndecodableFrameException.class)
        .isThrownBy(() -> ClientMessageCodec.decode(Buffer.buffer(nested(100_000))));
  }

  @Test
  void answersAMessageWithoutPayload() throws UndecodableFrameException {
    assertThat(decoded(Message.newBuilder()))
        .isEqualTo(
            new InvalidRequest(
                SEQUENCE, ErrorName.INVALID_MESSAGE, "the message has no known payload"));
  }

  @Test
  void takesAnEmptyFrameForAMessageWithoutPayload() throws UndecodableFrameException {
    assertThat(ClientMessageCodec.decode(Buffer.buffer()))
        .isEqualTo(
            new InvalidRequest(0, ErrorName.INVALID_MESSAGE, "the message has no known payload"));
  }

  @Test
  void answersAPayloadOfALaterProtocol() throws UndecodableFrameException {
    assertThat(decoded(Message.newBuilder().setUnknownFields(unknown(500))))
        .isEqualTo(
            new InvalidRequest(
                SEQUENCE, ErrorName.INVALID_MESSAGE, "the message has no known payload"));
  }

  static Message.Builder[] payloadsThatOnlyTheServerSends() {
    Message.Builder challenge = Message.newBuilder();
    challenge.getAuthChallengeBuilder();
    Message.Builder low = Message.newBuilder();
    low.getPreKeysLowBuilder();
    return new Message.Builder[] {
      challenge,
      low,
      Message.newBuilder().setInboundMessage(ByteString.EMPTY),
      Message.newBuilder().setDrained(Drained.getDefaultInstance())
    };
  }

  @ParameterizedTest
  @MethodSource("payloadsThatOnlyTheServerSends")
  void answersAPayloadThatOnlyTheServerSends(Message.Builder message)
      throws UndecodableFrameException {
    assertThat(decoded(message))
        .isEqualTo(
            new InvalidRequest(
                SEQUENCE, ErrorName.INVALID_MESSAGE, "only the server sends such a message"));
  }

  @Test
  void tellsAnErrorOrPreKeyOfAClientAsStray() throws UndecodableFrameException {
    Message.Builder error = Message.newBuilder();
    error.getErrorBuilder().setName("x");
    Message.Builder preKey = Message.newBuilder();
    preKey.getPreKeyBuilder();

    assertThat(decoded(error)).isEqualTo(new UnexpectedReply(SEQUENCE));
    assertThat(decoded(preKey)).isEqualTo(new UnexpectedReply(SEQUENCE));
  }

  @ParameterizedTest
  @MethodSource("org.messagingserver.protocol.Samples#misshapenUserIds")
  void answersAMisshapenUserId(byte[] userId) throws UndecodableFrameException {
    Message.Builder outbound = Message.newBuilder();
    outbound.getOutboundMessageBuilder().getToBuilder().setUserID(ByteString.copyFrom(userId));
    Message.Builder request = Message.newBuilder();
    request.getRequestPreKeysBuilder().setUserID(ByteString.copyFrom(userId));

    assertThat(decoded(outbound)).isEqualTo(invalidUserId());
    assertThat(decoded(request)).isEqualTo(invalidUserId());
  }

  @Test
  void answersAMissingTo() throws UndecodableFrameException {
    Message.Builder message = Message.newBuilder();
    message.getOutboundMessageBuilder().setUnidentifiedSenderMessage(ByteString.copyFromUtf8("m"));

    assertThat(decoded(message)).isEqualTo(invalidUserId());
  }

  @Test
  void overlooksFieldsOfALaterProtocol() throws UndecodableFrameException {
    Message later =
        Message.newBuilder()
            .setSequence(SEQUENCE)
            .setUnknownFields(unknown(500))
            .setAck(
                org.messagingserver.protocol.proto.Ack.newBuilder().setUnknownFields(unknown(1)))
            .build();

    assertThat(ClientMessageCodec.decode(Buffer.buffer(later.toByteArray())))
        .isEqualTo(new ClientMessage.Ack(SEQUENCE));
  }

  @Test
  void takesTheLastOfSeveralPayloads() throws UndecodableFrameException {
    Buffer twice =
        ClientMessageCodec.encode(outbound())
            .appendBuffer(ClientMessageCodec.encode(new ClientMessage.Unregister(SEQUENCE)));

    assertThat(ClientMessageCodec.decode(twice)).isEqualTo(new ClientMessage.Unregister(SEQUENCE));
  }

  @Test
  void takesADeviceThatIsNamedTwiceForOneInTheFirstVersion() throws UndecodableFrameException {
    Message.Builder message = Message.newBuilder();
    message
        .getRequestPreKeysBuilder()
        .setUserID(ByteString.copyFrom(Samples.USER.bytes()))
        .addAllKnownDeviceIDs(IntStream.generate(() -> 3).limit(1000).boxed().toList());

    Buffer frame = Buffers.frame(message.setSequence(SEQUENCE));

    ClientMessage first = ClientMessageCodec.decode(frame, 10_000, ProtocolVersion.V1);
    assertThat(((ClientMessage.RequestPreKeys) first).devices().known()).hasSize(1);
    assertThat(decoded(message)).isEqualTo(invalidDevices());
  }

  @Test
  void takesNoDeviceTwiceAndNoRegistrationIdsOfSomeDevices() throws UndecodableFrameException {
    assertThat(decoded(preKeys(List.of(1, 2), List.of(7, 7), List.of(3, 4))))
        .isInstanceOf(ClientMessage.RequestPreKeys.class);
    assertThat(decoded(preKeys(List.of(1, 2), List.of(7), List.of()))).isEqualTo(invalidDevices());
    assertThat(decoded(preKeys(List.of(1), List.of(7, 8), List.of()))).isEqualTo(invalidDevices());
    assertThat(decoded(preKeys(List.of(), List.of(7), List.of()))).isEqualTo(invalidDevices());
    assertThat(decoded(preKeys(List.of(1, 1), List.of(), List.of()))).isEqualTo(invalidDevices());
    assertThat(decoded(preKeys(List.of(), List.of(), List.of(3, 3)))).isEqualTo(invalidDevices());
  }

  private static Message.Builder preKeys(
      List<Integer> known, List<Integer> registrationIds, List<Integer> only) {
    Message.Builder message = Message.newBuilder();
    message
        .getRequestPreKeysBuilder()
        .setUserID(ByteString.copyFrom(Samples.USER.bytes()))
        .addAllKnownDeviceIDs(known)
        .addAllKnownRegistrationIDs(registrationIds)
        .addAllOnlyDeviceIDs(only);
    return message;
  }

  private static InvalidRequest invalidDevices() {
    return new InvalidRequest(
        SEQUENCE,
        ErrorName.INVALID_MESSAGE,
        "name each device once, with registrationIDs for all or none");
  }

  @Test
  void takesNoRequestOfAClientForAMessageOfTheServer() {
    assertThatExceptionOfType(UndecodableFrameException.class)
        .isThrownBy(() -> ServerMessageCodec.decode(ClientMessageCodec.encode(outbound())));
    assertThatExceptionOfType(UndecodableFrameException.class)
        .isThrownBy(() -> ServerMessageCodec.decode(Buffer.buffer()));
  }

  @Test
  void takesNoPreKeyWithoutAnOwner() {
    Message.Builder preKey = Message.newBuilder();
    preKey.getPreKeyBuilder();

    assertThatExceptionOfType(UndecodableFrameException.class)
        .isThrownBy(() -> ServerMessageCodec.decode(Buffers.frame(preKey)));
  }

  /** Chosen so that they would share one slot of a hash table of twice their number. */
  @Test
  void takesTimeInProportionToTheDevicesNamed() {
    int devices = 40_000;
    Message.Builder message = Message.newBuilder();
    message
        .getRequestPreKeysBuilder()
        .setUserID(ByteString.copyFrom(Samples.USER.bytes()))
        .addAllKnownDeviceIDs(
            IntStream.range(0, devices).map(i -> i * 2 * devices).boxed().toList());

    assertTimeout(Duration.ofMillis(1500), () -> decoded(message));
  }

  private static ClientMessage decoded(Message.Builder message) throws UndecodableFrameException {
    return ClientMessageCodec.decode(Buffers.frame(message.setSequence(SEQUENCE)));
  }

  private static InvalidRequest invalidUserId() {
    return new InvalidRequest(
        SEQUENCE, ErrorName.INVALID_USER_ID, "a userID is 33 bytes, the first of them 0x05");
  }

  private static ClientMessage outbound() {
    return new ClientMessage.OutboundMessage(1, Samples.ADDRESS, Samples.KEY);
  }

  /** Groups of an unknown field within one another: the only way to nest without an end. */
  private static byte[] nested(int depth) {
    byte[] frame = filled(2 * depth, 0x6C);
    IntStream.range(0, depth).forEach(i -> frame[i] = 0x6B);
    return frame;
  }

  private static UnknownFieldSet unknown(int field) {
    return UnknownFieldSet.newBuilder()
        .addField(
            field, UnknownFieldSet.Field.newBuilder().addLengthDelimited(ByteString.EMPTY).build())
        .build();
  }
}
