package org.messagingserver.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.DeviceSelection;
import org.messagingserver.protocol.Handling;
import org.messagingserver.protocol.Login;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.ServerInfo;
import org.messagingserver.protocol.ServerMessageCodec;
import org.messagingserver.protocol.UndecodableFrameException;
import org.messagingserver.protocol.UploadLinks;
import org.messagingserver.protocol.UserId;

/** The client's own codec and that of the server agree about every message. */
class FramesTest {
  private static final UserId USER = UserId.ofPublicKey(new byte[32]);
  private static final Address ADDRESS = new Address(USER, new DeviceId(-1));
  private static final byte[] KEY = "a key".getBytes(UTF_8);
  private static final byte[] LARGE = new byte[70_000];
  private static final byte[] EMPTY = {};
  private static final DeliveryToken TOKEN = DeliveryToken.of(new byte[32]);
  private static final org.messagingserver.protocol.DeliveryToken NAMED =
      new org.messagingserver.protocol.DeliveryToken(Buffer.buffer(new byte[32]));

  private static Buffer buffer(byte[] bytes) {
    return Buffer.buffer(bytes);
  }

  private record Sent(Buffer frame, ClientMessage message) {
    Sent(byte[] frame, ClientMessage message) {
      this(Buffer.buffer(frame), message);
    }
  }

  static Stream<Sent> requests() {
    DeviceSelection some =
        new DeviceSelection(
            Set.of(new DeviceId(7), new DeviceId(-1)),
            Map.of(new DeviceId(7), 0, new DeviceId(-1), -1),
            Set.of(new DeviceId(7), new DeviceId(8)));
    return Stream.of(
        new Sent(ClientFrames.ack(0), new ClientMessage.Ack(0)),
        new Sent(ClientFrames.ack(-1), new ClientMessage.Ack(-1)),
        new Sent(
            ClientFrames.authResponse(1, KEY, LARGE),
            new ClientMessage.AuthResponse(1, buffer(KEY), buffer(LARGE))),
        new Sent(
            ClientFrames.register(2, -1, KEY, List.of(KEY, EMPTY, KEY), Optional.empty()),
            new ClientMessage.Register(
                2, -1, buffer(KEY), List.of(buffer(KEY), buffer(EMPTY), buffer(KEY)))),
        new Sent(
            ClientFrames.register(
                2,
                7,
                EMPTY,
                List.of(),
                Optional.of(new Admission(Admission.Strangers.WELCOME, List.of()))),
            new ClientMessage.Register(
                2,
                7,
                buffer(EMPTY),
                List.of(),
                Optional.of(
                    new org.messagingserver.protocol.Admission(
                        org.messagingserver.protocol.Admission.Strangers.WELCOME, List.of())))),
        new Sent(
            ClientFrames.register(
                2,
                7,
                KEY,
                List.of(),
                Optional.of(new Admission(Admission.Strangers.NONE, List.of(TOKEN)))),
            new ClientMessage.Register(
                2,
                7,
                buffer(KEY),
                List.of(),
                Optional.of(
                    new org.messagingserver.protocol.Admission(
                        org.messagingserver.protocol.Admission.Strangers.NONE,
                        List.of(NAMED.hash()))))),
        new Sent(ClientFrames.unregister(3), new ClientMessage.Unregister(3)),
        new Sent(
            ClientFrames.requestKeyStatus(6, false), new ClientMessage.RequestKeyStatus(6, false)),
        new Sent(
            ClientFrames.requestKeyStatus(6, true), new ClientMessage.RequestKeyStatus(6, true)),
        new Sent(ClientFrames.requestUpload(7, -1), new ClientMessage.RequestUpload(7, -1)),
        new Sent(
            ClientFrames.setWakeup(7, WakeupSubscription.NONE),
            new ClientMessage.SetWakeup(7, "", buffer(EMPTY), buffer(EMPTY), 0, buffer(EMPTY))),
        new Sent(
            ClientFrames.setWakeup(
                7, new WakeupSubscription("https://push.example/ü", KEY, LARGE, -1, KEY)),
            new ClientMessage.SetWakeup(
                7, "https://push.example/ü", buffer(KEY), buffer(LARGE), -1, buffer(KEY))),
        new Sent(
            ClientFrames.requestPreKeys(4, USER, PreKeysOptions.ALL.withDeliveryToken(TOKEN)),
            new ClientMessage.RequestPreKeys(
                4, USER, DeviceSelection.except(Set.of()), Optional.of(NAMED))),
        new Sent(
            ClientFrames.requestPreKeys(4, USER, new PreKeysOptions(some, Optional.empty())),
            new ClientMessage.RequestPreKeys(4, USER, some, Optional.empty())),
        new Sent(
            ClientFrames.outboundMessage(5, ADDRESS, EMPTY, SendOptions.NONE),
            new ClientMessage.OutboundMessage(5, ADDRESS, buffer(EMPTY))),
        new Sent(
            ClientFrames.outboundMessage(
                5,
                ADDRESS,
                LARGE,
                new SendOptions(
                    new Handling(-1, true, true), OptionalInt.of(0), Optional.of(TOKEN))),
            new ClientMessage.OutboundMessage(
                5,
                ADDRESS,
                buffer(LARGE),
                new Handling(-1, true, true),
                OptionalInt.of(0),
                Optional.of(NAMED))),
        new Sent(
            ClientFrames.multiMessage(
                6,
                LARGE,
                List.of(
                    new MessagePart(ADDRESS, EMPTY),
                    new MessagePart(ADDRESS, KEY, OptionalInt.of(-1), Optional.of(TOKEN))),
                new Handling(24, false, true)),
            new ClientMessage.MultiMessage(
                6,
                buffer(LARGE),
                List.of(
                    new ClientMessage.MultiMessage.Part(ADDRESS, buffer(EMPTY)),
                    new ClientMessage.MultiMessage.Part(
                        ADDRESS, buffer(KEY), OptionalInt.of(-1), Optional.of(NAMED))),
                new Handling(24, false, true))));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void writesWhatTheServerReads(Sent sent) throws UndecodableFrameException {
    assertThat(ClientMessageCodec.decode(sent.frame())).isEqualTo(sent.message());
  }

  /** The server sizes batches and refuses frames by their bytes. */
  @ParameterizedTest
  @MethodSource("requests")
  void writesNoMoreBytesThanProtobuf(Sent sent) {
    assertThat(sent.frame().length()).isEqualTo(ClientMessageCodec.encode(sent.message()).length());
  }

  @Test
  void writesEveryRequestThatAClientMaySend() {
    assertThat(requests().map(sent -> sent.message().getClass()).distinct().count())
        .isEqualTo(
            ClientMessage.Request.class.getPermittedSubclasses().length
                - 1 // InvalidRequest
                + 1); // Ack
  }

  @Test
  void writesTheLoginThatTheServerReads() throws UndecodableFrameException {
    byte[] nonce = new byte[32];

    assertThat(Login.decode(ClientFrames.login(ADDRESS, nonce, "example.org", true)))
        .isEqualTo(new Login(ADDRESS, new Nonce(nonce), "example.org", true));
  }

  private static <T extends ServerMessage> T read(
      org.messagingserver.protocol.ServerMessage sent, Class<T> type) {
    ServerMessage read =
        ServerFrames.decode(ServerMessageCodec.encode(sent).getBytes()).orElseThrow();
    assertThat(read.sequence()).isEqualTo(sent.sequence());
    return type.cast(read);
  }

  @Test
  void readsAnswersWithoutContent() {
    read(new org.messagingserver.protocol.ServerMessage.Ack(-1), ServerMessage.Ack.class);
    read(new org.messagingserver.protocol.ServerMessage.Drained(7), ServerMessage.Drained.class);
  }

  @Test
  void readsFailuresAndMessages() {
    var failure =
        read(
            new org.messagingserver.protocol.ServerMessage.Failure(1, "unknown_user", "in wörds"),
            ServerMessage.Failure.class);
    var message =
        read(
            new org.messagingserver.protocol.ServerMessage.InboundMessage(5, buffer(LARGE)),
            ServerMessage.InboundMessage.class);
    var empty =
        read(
            new org.messagingserver.protocol.ServerMessage.InboundMessage(5, buffer(EMPTY)),
            ServerMessage.InboundMessage.class);
    var low =
        read(
            new org.messagingserver.protocol.ServerMessage.PreKeysLow(4, -1),
            ServerMessage.PreKeysLow.class);

    assertThat(List.of(failure.name, failure.description))
        .containsExactly("unknown_user", "in wörds");
    assertThat(message.sealedMessage).isEqualTo(LARGE);
    assertThat(empty.sealedMessage).isEmpty();
    assertThat(low.keysRequested).isEqualTo(-1);
  }

  @Test
  void readsTheChallenge() {
    byte[] nonce = new byte[32];
    Arrays.fill(nonce, (byte) 7);
    ServerInfo info = new ServerInfo(1, 2, 3, 4, 5, 6, 7, Duration.ofHours(8), 9, buffer(KEY));

    var second =
        read(
            new org.messagingserver.protocol.ServerMessage.AuthChallenge(
                3, new Nonce(nonce), Optional.of(info)),
            ServerMessage.AuthChallenge.class);
    var first =
        read(
            new org.messagingserver.protocol.ServerMessage.AuthChallenge(
                3, new Nonce(nonce), Optional.empty()),
            ServerMessage.AuthChallenge.class);

    assertThat(second.nonce).isEqualTo(nonce);
    assertThat(second.wakeupKey).isEqualTo(KEY);
    assertThat(first.wakeupKey).isEmpty();
  }

  @Test
  void readsKeys() {
    var preKey =
        read(
            new org.messagingserver.protocol.ServerMessage.PreKey(
                2,
                new org.messagingserver.protocol.PreKeyBundle(
                    ADDRESS, -1, buffer(KEY), buffer(LARGE)),
                7),
            ServerMessage.PreKey.class);

    assertThat(preKey.answerSize).isEqualTo(7);
    assertThat(preKey.bundle.address()).isEqualTo(ADDRESS);
    assertThat(preKey.bundle.registrationId()).isEqualTo(-1);
    assertThat(preKey.bundle.signedPreKey()).isEqualTo(KEY);
    assertThat(preKey.bundle.oneTimePreKey()).isEqualTo(LARGE);
  }

  @ParameterizedTest
  @EnumSource
  void readsTheStatusOfKeys(org.messagingserver.protocol.WakeupStatus.State state) {
    var status =
        read(
            new org.messagingserver.protocol.ServerMessage.KeyStatus(
                8,
                new org.messagingserver.protocol.KeysOnFile(
                    true, -1, buffer(KEY), 2, List.of(1, -1)),
                new org.messagingserver.protocol.WakeupStatus(state, buffer(LARGE))),
            ServerMessage.KeyStatus.class);

    assertThat(status.keys.registered()).isTrue();
    assertThat(status.keys.registrationId()).isEqualTo(-1);
    assertThat(status.keys.signedPreKeyHash()).isEqualTo(KEY);
    assertThat(status.keys.oneTimeKeys()).isEqualTo(2);
    assertThat(status.keys.oneTimeKeyHashes()).containsExactly(1, -1);
    assertThat(status.wakeup.state().name()).isEqualTo(state.name());
    assertThat(status.wakeup.serverKey()).isEqualTo(LARGE);
  }

  @Test
  void readsLinksAndRefusals() {
    UploadLinks links = new UploadLinks("/put", Map.of("a", "*", "b", ""), "/get", 1L << 40, -1);
    var refusal = new org.messagingserver.protocol.ServerMessage.MultiResult.Refusal(7, "full");

    var upload =
        read(
            new org.messagingserver.protocol.ServerMessage.Upload(9, links),
            ServerMessage.Upload.class);
    var result =
        read(
            new org.messagingserver.protocol.ServerMessage.MultiResult(6, List.of(refusal)),
            ServerMessage.MultiResult.class);

    assertThat(upload.links).isEqualTo(links);
    assertThat(result.refused).hasSize(1);
    assertThat(result.refused.get(0).part).isEqualTo(7);
    assertThat(result.refused.get(0).name).isEqualTo("full");
  }

  /** No exception escapes, so that no server ends a connection with bytes. */
  @Property
  void readsAnyBytesAsAMessageOrNone(@ForAll byte[] bytes) {
    assertThatCode(() -> ServerFrames.decode(bytes)).doesNotThrowAnyException();
  }

  /** Bytes that are nearly right. */
  @Property
  void readsADamagedFrameAsAMessageOrNone(@ForAll int where, @ForAll byte what) {
    UploadLinks links = new UploadLinks("/put", Map.of("a", "*"), "/get", 1L << 40, -1);
    byte[] frame =
        ServerMessageCodec.encode(new org.messagingserver.protocol.ServerMessage.Upload(9, links))
            .getBytes();
    frame[Math.floorMod(where, frame.length)] = what;

    assertThatCode(() -> ServerFrames.decode(frame)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("requests")
  void passesOverWhatNoServerSends(Sent sent) {
    if (!(sent.message() instanceof ClientMessage.Ack)) {
      assertThat(ServerFrames.decode(sent.frame().getBytes())).isEmpty();
    }
  }
}
