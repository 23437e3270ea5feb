package org.messagingserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.messagingserver.protocol.Samples.ADDRESS;
import static org.messagingserver.protocol.Samples.EMPTY;
import static org.messagingserver.protocol.Samples.KEY;
import static org.messagingserver.protocol.Samples.LARGE;
import static org.messagingserver.protocol.Samples.USER;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.protocol.Admission.Strangers;

/** Whatever one side encodes, the other side decodes to the same. */
class RoundTripTest {
  /** What a decoder makes of a message that no client should send. */
  private static final Set<Class<?>> DECODED_ONLY =
      Set.of(ClientMessage.UnexpectedReply.class, ClientMessage.InvalidRequest.class);

  private static final DeliveryToken TOKEN =
      new DeliveryToken(Buffer.buffer(Samples.filled(32, 9)));
  private static final List<Buffer> HASHES = List.of(TOKEN.hash(), TOKEN.value());

  static Stream<ClientMessage> clientMessages() {
    return Stream.of(
        new ClientMessage.Ack(0),
        new ClientMessage.Ack(-1),
        new ClientMessage.AuthResponse(1, Buffer.buffer("login"), Buffer.buffer("signature")),
        new ClientMessage.AuthResponse(1, EMPTY, EMPTY),
        new ClientMessage.Register(2, 0, EMPTY, List.of()),
        new ClientMessage.Register(2, -1, KEY, List.of(KEY, EMPTY, KEY)),
        new ClientMessage.Register(
            2, 7, KEY, List.of(), Optional.of(new Admission(Strangers.WELCOME, List.of()))),
        new ClientMessage.Register(
            2, 7, KEY, List.of(), Optional.of(new Admission(Strangers.NONE, HASHES))),
        new ClientMessage.Unregister(3),
        new ClientMessage.RequestKeyStatus(6, false),
        new ClientMessage.RequestKeyStatus(6, true),
        new ClientMessage.RequestUpload(7, 1),
        new ClientMessage.RequestUpload(7, -1),
        new ClientMessage.SetWakeup(7, "", EMPTY, EMPTY, 0, EMPTY),
        new ClientMessage.SetWakeup(7, "https://push.example/1", KEY, KEY, -1, KEY),
        new ClientMessage.RequestPreKeys(4, USER, Set.of()),
        new ClientMessage.RequestPreKeys(
            4, USER, Set.of(new DeviceId(0), new DeviceId(-1), new DeviceId(7))),
        new ClientMessage.RequestPreKeys(
            4, USER, DeviceSelection.except(Set.of()), Optional.of(TOKEN)),
        new ClientMessage.MultiMessage(6, EMPTY, List.of()),
        new ClientMessage.MultiMessage(6, EMPTY, List.of(), new Handling(24, true, true)),
        new ClientMessage.OutboundMessage(5, ADDRESS, EMPTY, new Handling(-1)),
        new ClientMessage.OutboundMessage(5, ADDRESS, EMPTY, new Handling(0, false, true)),
        new ClientMessage.MultiMessage(
            6,
            LARGE,
            List.of(
                new ClientMessage.MultiMessage.Part(ADDRESS, EMPTY),
                new ClientMessage.MultiMessage.Part(
                    new Address(USER, new DeviceId(9)),
                    EMPTY,
                    OptionalInt.of(0),
                    Optional.of(TOKEN)),
                new ClientMessage.MultiMessage.Part(new Address(USER, new DeviceId(0)), KEY))),
        new ClientMessage.RequestPreKeys(
            4,
            USER,
            new DeviceSelection(
                Set.of(new DeviceId(7), new DeviceId(-1)),
                Map.of(new DeviceId(7), 0, new DeviceId(-1), -1),
                Set.of(new DeviceId(7), new DeviceId(8))),
            Optional.empty()),
        new ClientMessage.OutboundMessage(5, ADDRESS, EMPTY),
        new ClientMessage.OutboundMessage(
            5, ADDRESS, KEY, Handling.ORDINARY, OptionalInt.of(0), Optional.empty()),
        new ClientMessage.OutboundMessage(
            5, ADDRESS, KEY, new Handling(7, true), OptionalInt.of(-1), Optional.of(TOKEN)),
        new ClientMessage.OutboundMessage(5, new Address(USER, new DeviceId(0)), LARGE));
  }

  @ParameterizedTest
  @MethodSource("clientMessages")
  void bringsEveryMessageOfAClient(ClientMessage message) throws UndecodableFrameException {
    assertThat(ClientMessageCodec.decode(ClientMessageCodec.encode(message))).isEqualTo(message);
  }

  static Stream<ServerMessage> serverMessages() {
    return Stream.of(
        new ServerMessage.Ack(0),
        new ServerMessage.Ack(-1),
        new ServerMessage.Failure(1, ErrorName.UNKNOWN_USER.text(), "in plain words"),
        new ServerMessage.Failure(1, "", ""),
        new ServerMessage.PreKey(2, new PreKeyBundle(ADDRESS, -1, KEY, KEY), 7),
        new ServerMessage.PreKey(2, new PreKeyBundle(ADDRESS, 0, EMPTY, EMPTY), 0),
        new ServerMessage.AuthChallenge(
            3,
            new Nonce(Samples.filled(32, 1)),
            Optional.of(new ServerInfo(1, 2, 3, 4, 5, 6, 7, Duration.ofHours(8), 9L << 40, KEY))),
        new ServerMessage.AuthChallenge(3, new Nonce(Samples.filled(32, 1)), Optional.empty()),
        new ServerMessage.PreKeysLow(4, 100),
        new ServerMessage.Drained(6),
        new ServerMessage.KeyStatus(7, KeysOnFile.NONE, WakeupStatus.NONE),
        new ServerMessage.KeyStatus(
            8,
            new KeysOnFile(true, -1, KEY, 2, List.of(1, -1)),
            new WakeupStatus(WakeupStatus.State.FAILING, KEY)),
        new ServerMessage.KeyStatus(
            9, KeysOnFile.NONE, new WakeupStatus(WakeupStatus.State.SET, KEY)),
        new ServerMessage.KeyStatus(
            9, KeysOnFile.NONE, new WakeupStatus(WakeupStatus.State.REMOVED, KEY)),
        new ServerMessage.Upload(9, new UploadLinks("", Map.of(), "", 0, 0)),
        new ServerMessage.Upload(
            9, new UploadLinks("/put", Map.of("If-None-Match", "*"), "/get", 1L << 40, -1)),
        new ServerMessage.MultiResult(6, List.of()),
        new ServerMessage.MultiResult(
            6,
            List.of(
                new ServerMessage.MultiResult.Refusal(0, ErrorName.MAILBOX_FULL.text()),
                new ServerMessage.MultiResult.Refusal(7, ""))),
        new ServerMessage.InboundMessage(5, EMPTY),
        new ServerMessage.InboundMessage(5, LARGE));
  }

  @ParameterizedTest
  @MethodSource("serverMessages")
  void bringsEveryMessageOfTheServer(ServerMessage message) throws UndecodableFrameException {
    assertThat(ServerMessageCodec.decode(ServerMessageCodec.encode(message))).isEqualTo(message);
  }

  @Test
  void areAllKindsOfMessages() {
    assertThat(clientMessages().map(Object::getClass))
        .containsAll(
            kindsOf(ClientMessage.class).filter(kind -> !DECODED_ONLY.contains(kind)).toList());
    assertThat(serverMessages().map(Object::getClass))
        .containsAll(kindsOf(ServerMessage.class).toList());
  }

  private static Stream<Class<?>> kindsOf(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(RoundTripTest::kindsOf)
        : Stream.of(type);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2147483648L, 4294967295L})
  void bringsEverySequenceAsUnsigned(long sequence) throws Exception {
    Buffer frame = ClientMessageCodec.encode(new ClientMessage.Ack((int) sequence));

    int decoded = ClientMessageCodec.decode(frame).sequence();

    assertThat(Integer.toUnsignedLong(decoded)).isEqualTo(sequence);
  }

  @Test
  void hasNoFrameForWhatOnlyADecoderMakes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClientMessageCodec.encode(new ClientMessage.UnexpectedReply(1)));
  }

  @ParameterizedTest
  @MethodSource({"clientMessages", "serverMessages"})
  void showsNoPayloadKeyOrAddressInText(Object message) {
    assertThat(message.toString())
        .doesNotContain("login", "signature=", "\u0005", "\t", "\uFFFD")
        .hasSizeLessThan(400);
  }
}
