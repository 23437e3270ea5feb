package org.messagingserver.system.login;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.messagingserver.protocol.ErrorName.INVALID_USER_ID;
import static org.messagingserver.protocol.ErrorName.UNAUTHORIZED;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_USER;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.register;
import static org.messagingserver.testkit.Requests.registered;

import com.google.protobuf.ByteString;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage.AuthResponse;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.proto.Login;
import org.messagingserver.testkit.RawSocket;

/** A login that does not hold is refused, whatever is wrong with it. */
class RefusedLoginTest extends Logins {
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
        arguments("of other bytes", edit(Identity.generate()::signature)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongSignatures")
  void refusesEveryOtherSignature(String what, UnaryOperator<byte[]> edit) {
    byte[] login = login(alice.userId().bytes(), nonce()).build().toByteArray();

    socket.request(response(login, edit.apply(alice.signature(login))));

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

  @ParameterizedTest(name = "{0}")
  @MethodSource("unusualEncodings")
  void refusesTheSignatureOfAnotherEncoding(String what, UnaryOperator<byte[]> edit) {
    byte[] usual = login(alice.userId().bytes(), nonce()).build().toByteArray();

    socket.request(response(edit.apply(usual), alice.signature(usual)));

    assertRefused(socket, UNAUTHORIZED);
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

  private static void assertRefused(RawSocket socket, ErrorName name) {
    var answer = socket.next();
    assertThat(answer.sequence()).isEqualTo(1);
    assertThat(refusal(answer)).isEqualTo(name);
    assertThat(socket.closeCode()).isEqualTo(CloseCode.POLICY.code());
    assertThat(socket.waiting()).isEmpty();
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    flipped[bit / 8] ^= (byte) (1 << bit % 8);
    return flipped;
  }
}
