package org.messagingserver.system.login;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.messagingserver.protocol.ErrorName.ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION;
import static org.messagingserver.protocol.ErrorName.INVALID_USER_ID;
import static org.messagingserver.protocol.ErrorName.UNAUTHORIZED;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_USER;
import static org.messagingserver.testkit.Requests.address;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.register;
import static org.messagingserver.testkit.Requests.registered;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessage.AuthResponse;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.protocol.proto.Address;
import org.messagingserver.protocol.proto.Login;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Requests;
import org.messagingserver.testkit.TestServer;

class LoginTest {
  private static TestServer server;

  private final Identity alice = Identity.generate();
  private final RawSocket socket = RawSocket.open(server);

  @BeforeAll
  static void start() {
    server = TestServer.start(new JsonObject().put("preKeys", new JsonObject().put("low", 0)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, Integer.MAX_VALUE, -1})
  void bindsTheConnectionToTheAddress(int device) {
    socket.logIn(alice, device).must(register(5, "signed"));

    RawSocket.open(server).request(outbound(alice, device, "hello"));

    assertThat(socket.ackedTexts(1)).containsExactly("hello");
  }

  @Test
  void takesAnyNumberOfConnectionsForOneAddress() {
    RawSocket first = socket.logIn(alice, 1);
    RawSocket second = RawSocket.open(server).logIn(alice, 1);

    assertThat(first.must(register(5, "signed")).isOpen()).isTrue();
    assertThat(second.must(register(5, "signed")).isOpen()).isTrue();
  }

  @Test
  void takesAConnectionThatWasUsedAnonymouslyBefore() {
    socket.ask(preKeysOf(alice));

    socket.logIn(alice, 1);

    socket.must(register(5, "signed"));
  }

  static Stream<Arguments> misshapenUserIds() {
    byte[] good = Identity.generate().userId().bytes();
    byte[] otherType = good.clone();
    otherType[0] = 6;
    return Stream.of(
        arguments("missing", new byte[0]),
        arguments("type byte only", new byte[] {5}),
        arguments("no type byte", Arrays.copyOfRange(good, 1, 33)),
        arguments("cut short", Arrays.copyOf(good, 32)),
        arguments("too long", Arrays.copyOf(good, 34)),
        arguments("other type byte", otherType));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("misshapenUserIds")
  void refusesAUserIdOfTheWrongShape(String what, byte[] userId) {
    byte[] login = login(userId, nonce()).build().toByteArray();

    socket.request(signed(alice, login));

    assertRefused(socket, INVALID_USER_ID);
  }

  @Test
  void refusesALoginWithoutAddress() {
    byte[] login = Login.newBuilder().setNonce(ByteString.copyFrom(nonce())).build().toByteArray();

    socket.request(signed(alice, login));

    assertRefused(socket, INVALID_USER_ID);
  }

  static Stream<Arguments> wrongNonces() {
    return Stream.of(
        arguments("missing", edit(nonce -> new byte[0])),
        arguments("cut short", edit(nonce -> Arrays.copyOf(nonce, 31))),
        arguments("too long", edit(nonce -> Arrays.copyOf(nonce, 33))),
        arguments("first bit flipped", edit(nonce -> flipped(nonce, 0))),
        arguments("last bit flipped", edit(nonce -> flipped(nonce, 255))),
        arguments(
            "of another connection", edit(nonce -> RawSocket.open(server).challenge().bytes())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongNonces")
  void refusesEveryNonceButThisConnections(String what, UnaryOperator<byte[]> edit) {
    byte[] login = login(alice.userId().bytes(), edit.apply(nonce())).build().toByteArray();

    socket.request(signed(alice, login));

    assertRefused(socket, UNAUTHORIZED);
  }

  static Stream<Arguments> wrongSignatures() {
    return Stream.of(
        arguments("missing", edit(signature -> new byte[0])),
        arguments("cut short", edit(signature -> Arrays.copyOf(signature, 63))),
        arguments("too long", edit(signature -> Arrays.copyOf(signature, 65))),
        arguments("first bit flipped", edit(signature -> flipped(signature, 0))),
        arguments("bit of S flipped", edit(signature -> flipped(signature, 256))),
        arguments("last bit flipped", edit(signature -> flipped(signature, 511))),
        arguments("all zeros", edit(signature -> new byte[64])),
        arguments("of other bytes", edit(Identity.generate()::sign)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongSignatures")
  void refusesEveryOtherSignature(String what, UnaryOperator<byte[]> edit) {
    byte[] login = login(alice.userId().bytes(), nonce()).build().toByteArray();

    socket.request(response(login, edit.apply(alice.sign(login))));

    assertRefused(socket, UNAUTHORIZED);
  }

  @Test
  void refusesTheSignatureOfAnotherKey() {
    byte[] login = login(alice.userId().bytes(), nonce()).build().toByteArray();

    socket.request(signed(Identity.generate(), login));

    assertRefused(socket, UNAUTHORIZED);
  }

  /** R is the neutral element and S is 0: right for any bytes under a key of order 1. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void refusesAKeyThatAnyoneCanSignFor(String key) {
    byte[] login = login(HexFormat.of().parseHex("05" + key), nonce()).build().toByteArray();
    byte[] signature = new byte[64];
    signature[0] = 1;

    socket.request(response(login, signature));

    assertRefused(socket, UNAUTHORIZED);
  }

  static Stream<Arguments> undecodableLogins() {
    return Stream.of(
        arguments("text", "hello".getBytes(UTF_8)),
        arguments("tag of field 0", new byte[] {0, 0}),
        arguments("longer than it is", new byte[] {10, 100, 1}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("undecodableLogins")
  void refusesBytesThatAreNoLogin(String what, byte[] login) {
    socket.request(signed(alice, login));

    assertRefused(socket, UNAUTHORIZED);
  }

  static Stream<Arguments> unusualEncodings() {
    return Stream.of(
        arguments("fields in another order", edit(LoginTest::reordered)),
        arguments("a field of a later protocol", edit(LoginTest::withUnknownField)),
        arguments("an overlong number", edit(LoginTest::withOverlongNumber)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unusualEncodings")
  void checksTheSignatureOfTheBytesAsTheyWereSent(String what, UnaryOperator<byte[]> edit) {
    byte[] usual = login(alice.userId().bytes(), nonce()).build().toByteArray();
    byte[] unusual = edit.apply(usual);

    assertThat(unusual).isNotEqualTo(usual);
    assertThat(socket.ask(signed(alice, unusual))).isInstanceOf(Ack.class);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unusualEncodings")
  void refusesTheSignatureOfAnotherEncoding(String what, UnaryOperator<byte[]> edit) {
    byte[] usual = login(alice.userId().bytes(), nonce()).build().toByteArray();

    socket.request(response(edit.apply(usual), alice.sign(usual)));

    assertRefused(socket, UNAUTHORIZED);
  }

  @Test
  void refusesASecondLoginAndStaysWithTheFirst() {
    socket.logIn(alice, 1).must(register(5, "signed"));
    Identity mallory = Identity.generate();

    var second = socket.ask(sequence -> proper(sequence, mallory));
    var repeated = socket.ask(sequence -> proper(sequence, alice));

    assertThat(refusal(second)).isEqualTo(ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION);
    assertThat(refusal(repeated)).isEqualTo(ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION);
    RawSocket.open(server).request(outbound(alice, 1, "hello"));
    assertThat(socket.ackedTexts(1)).containsExactly("hello");
  }

  @Test
  void refusesASecondLoginThatIsPipelined() {
    Identity mallory = Identity.generate();

    socket.sendTogether(List.of(proper(1, alice), proper(2, mallory)));

    assertThat(socket.next()).isEqualTo(new Ack(1));
    assertThat(refusal(socket.next()))
        .isEqualTo(ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION);
    assertThat(socket.isOpen()).isTrue();
  }

  @Test
  void doesPipelinedRequestsAfterTheLogin() {
    socket.sendTogether(
        List.of(proper(1, alice), register(5, "signed").apply(2), preKeysOf(alice).apply(3)));

    assertThat(socket.next()).isEqualTo(new Ack(1));
    var others = socket.next(2);
    assertThat(others).contains(new Ack(2));
    assertThat(others)
        .filteredOn(other -> other.sequence() == 3)
        .singleElement()
        .extracting(Requests::refusal)
        .isEqualTo(ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION);
  }

  @Test
  void doesNothingOfWhatIsPipelinedBehindARefusedLogin() {
    Identity bob = Identity.generate();
    RawSocket recipient = registered(server, bob, 1);
    AuthResponse forged =
        new AuthResponse(1, proper(1, alice).login(), Buffer.buffer(new byte[64]));

    socket.sendTogether(
        List.of(
            forged,
            register(5, "signed").apply(2),
            outbound(bob, 1, "never").apply(3),
            proper(4, alice)));

    assertRefused(socket, UNAUTHORIZED);
    RawSocket stranger = RawSocket.open(server);
    assertThat(refusal(stranger.ask(preKeysOf(alice)))).isEqualTo(UNKNOWN_USER);
    stranger.request(outbound(bob, 1, "fence"));
    assertThat(recipient.ackedTexts(1)).containsExactly("fence");
  }

  private byte[] nonce() {
    return socket.challenge().bytes();
  }

  private AuthResponse proper(int sequence, Identity identity) {
    return socket.authResponse(sequence, identity, address(identity, 1));
  }

  private static void assertRefused(RawSocket socket, ErrorName name) {
    var answer = socket.next();
    assertThat(answer.sequence()).isEqualTo(1);
    assertThat(refusal(answer)).isEqualTo(name);
    assertThat(socket.closeCode()).isEqualTo(CloseCode.POLICY.code());
    assertThat(socket.waiting()).isEmpty();
  }

  private static IntFunction<ClientMessage> signed(Identity by, byte[] login) {
    return response(login, by.sign(login));
  }

  private static IntFunction<ClientMessage> response(byte[] login, byte[] signature) {
    return sequence -> new AuthResponse(sequence, Buffer.buffer(login), Buffer.buffer(signature));
  }

  private static Login.Builder login(byte[] userId, byte[] nonce) {
    return Login.newBuilder()
        .setAddress(Address.newBuilder().setUserID(ByteString.copyFrom(userId)).setDeviceID(1))
        .setNonce(ByteString.copyFrom(nonce));
  }

  private static UnaryOperator<byte[]> edit(UnaryOperator<byte[]> edit) {
    return edit;
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    flipped[bit / 8] ^= (byte) (1 << bit % 8);
    return flipped;
  }

  /** The address is the first field, of two bytes and as many as the second of these says. */
  private static byte[] reordered(byte[] login) {
    int cut = 2 + login[1];
    return concat(Arrays.copyOfRange(login, cut, login.length), Arrays.copyOf(login, cut));
  }

  private static byte[] withUnknownField(byte[] login) {
    UnknownFieldSet later =
        UnknownFieldSet.newBuilder()
            .addField(77, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();
    return concat(later.toByteArray(), login);
  }

  /** The length of the address in two bytes where one would do. */
  private static byte[] withOverlongNumber(byte[] login) {
    byte[] length = {login[0], (byte) (login[1] | 0x80), 0};
    return concat(length, Arrays.copyOfRange(login, 2, login.length));
  }

  private static byte[] concat(byte[] first, byte[] second) {
    return Buffer.buffer(first).appendBytes(second).getBytes();
  }
}
