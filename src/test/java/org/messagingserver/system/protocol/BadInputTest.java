package org.messagingserver.system.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.messagingserver.protocol.ErrorName.INVALID_MESSAGE;
import static org.messagingserver.protocol.ErrorName.INVALID_USER_ID;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.registered;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.proto.Address;
import org.messagingserver.protocol.proto.Message;
import org.messagingserver.testkit.Bytes;
import org.messagingserver.testkit.RawSocket;

class BadInputTest extends BadInput {
  static Stream<Arguments> framesThatAreNoMessage() {
    byte[] whole =
        ClientMessageCodec.encode(outbound(Identity.generate(), 1, "x").apply(1)).getBytes();
    return Stream.of(
        arguments("text", "hello".getBytes(UTF_8)),
        arguments("a tag of field 0", new byte[] {0, 1}),
        arguments("a number without an end", filled(20, 0xFF)),
        arguments("an ack longer than the frame", new byte[] {0x12, 0x7F, 1}),
        arguments("a message cut short", Arrays.copyOf(whole, whole.length - 1)),
        arguments("a name that is no UTF-8", new byte[] {0x1A, 3, 0x0A, 1, (byte) 0xFF}),
        arguments("nesting a thousand deep", nested(1000)),
        arguments("random bytes", withFieldZero(Bytes.random(200).getBytes())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("framesThatAreNoMessage")
  void closesAfterAnErrorWhereAFrameIsNoMessage(String what, byte[] frame) {
    socket.sendBytes(Buffer.buffer(frame));

    ServerMessage answer = socket.next();
    assertThat(refusal(answer)).isEqualTo(INVALID_MESSAGE);
    assertThat(answer.sequence()).isZero();
    assertThat(socket.closeCode()).isEqualTo(CloseCode.NO_MESSAGE.code());
    assertThat(socket.waiting()).isEmpty();
  }

  @Test
  void closesAnAuthenticatedConnectionWhereAFrameIsNoMessage() {
    socket.logIn(alice, 1);

    socket.sendBytes(Buffer.buffer("hello"));

    assertThat(refusal(socket.next())).isEqualTo(INVALID_MESSAGE);
    assertThat(socket.closeCode()).isEqualTo(CloseCode.NO_MESSAGE.code());
  }

  static Stream<Arguments> messagesThatNoClientMaySend() {
    return Stream.of(
        arguments("no payload", message()),
        arguments("a payload of a later protocol", message().mergeFrom(laterPayload())),
        arguments("authChallenge", with(message -> message.getAuthChallengeBuilder())),
        arguments("preKeysLow", with(message -> message.getPreKeysLowBuilder())),
        arguments("inboundMessage", message().setInboundMessage(ByteString.copyFromUtf8("hello"))),
        arguments("empty inboundMessage", message().setInboundMessage(ByteString.EMPTY)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("messagesThatNoClientMaySend")
  void refusesAMessageThatNoClientMaySendAndGoesOn(String what, Message.Builder message) {
    RawSocket device = registered(server, alice, 1);

    send(socket, message);
    send(device, message);

    for (RawSocket each : List.of(socket, device)) {
      ServerMessage answer = each.next();
      assertThat(refusal(answer)).isEqualTo(INVALID_MESSAGE);
      assertThat(answer.sequence()).isEqualTo(77);
      each.send(new ClientMessage.Ack(1));
    }
    assertServed(socket);
    RawSocket.open(server).request(outbound(alice, 1, "hello"));
    assertThat(device.ackedTexts(1)).containsExactly("hello");
  }

  static Stream<Arguments> strayResponses() {
    return Stream.of(
        arguments("ack", with(message -> message.getAckBuilder())),
        arguments("error", with(message -> message.getErrorBuilder().setName("unknown_user"))),
        arguments("preKey", with(message -> message.getPreKeyBuilder().setRegistrationID(1))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("strayResponses")
  void neverAnswersAResponse(String what, Message.Builder message) {
    RawSocket device = registered(server, alice, 1);

    send(socket, message);
    send(device, message);

    assertServed(socket);
    RawSocket.open(server).request(outbound(alice, 1, "hello"));
    assertThat(device.ackedTexts(1)).containsExactly("hello");
  }

  static Stream<Arguments> misshapenUserIds() {
    byte[] good = Identity.generate().userId().bytes();
    byte[] otherType = good.clone();
    otherType[0] = 0;
    return Stream.of(
        arguments("missing", new byte[0]),
        arguments("type byte only", new byte[] {5}),
        arguments("no type byte", Arrays.copyOfRange(good, 1, 33)),
        arguments("cut short", Arrays.copyOf(good, 32)),
        arguments("too long", Arrays.copyOf(good, 34)),
        arguments("far too long", Arrays.copyOf(good, 3000)),
        arguments("other type byte", otherType));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("misshapenUserIds")
  void refusesToSendToAMisshapenUserIdAndGoesOn(String what, byte[] userId) {
    Message.Builder message = message();
    message.getOutboundMessageBuilder().setTo(misshapen(userId));

    send(socket, message);

    assertRefusedUserId(socket);
  }

  @Test
  void refusesToSendToNobodyAndGoesOn() {
    Message.Builder message = message();
    message
        .getOutboundMessageBuilder()
        .setUnidentifiedSenderMessage(ByteString.copyFromUtf8("hello"));

    send(socket, message);

    assertRefusedUserId(socket);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("misshapenUserIds")
  void refusesToLookUpAMisshapenUserIdAndGoesOn(String what, byte[] userId) {
    Message.Builder message = message();
    message.getRequestPreKeysBuilder().setUserID(ByteString.copyFrom(userId)).addKnownDeviceIDs(1);

    send(socket, message);

    assertRefusedUserId(socket);
  }

  private static void assertRefusedUserId(RawSocket socket) {
    ServerMessage answer = socket.next();
    assertThat(refusal(answer)).isEqualTo(INVALID_USER_ID);
    assertThat(answer.sequence()).isEqualTo(77);
    assertServed(socket);
  }

  private static Message laterPayload() {
    var field = UnknownFieldSet.Field.newBuilder();
    var fields = UnknownFieldSet.newBuilder();
    fields.addField(13, field.addLengthDelimited(ByteString.copyFromUtf8("later")).build());
    return Message.newBuilder().setUnknownFields(fields.build()).build();
  }

  private static Address.Builder misshapen(byte[] userId) {
    return Address.newBuilder().setUserID(ByteString.copyFrom(userId)).setDeviceID(1);
  }

  /** Groups within groups, of a field that no Message has. */
  private static byte[] nested(int depth) {
    byte[] bytes = filled(2 * depth, 0x7B);
    Arrays.fill(bytes, depth, bytes.length, (byte) 0x7C);
    return bytes;
  }

  private static byte[] withFieldZero(byte[] bytes) {
    bytes[0] = 0;
    return bytes;
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
