package org.messagingserver.system.login;

import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.messagingserver.testkit.Requests.address;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.Arguments;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessage.AuthResponse;
import org.messagingserver.protocol.proto.Address;
import org.messagingserver.protocol.proto.Login;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

/** A server, and logins to it, right and wrong. */
abstract class Logins {
  static TestServer server;

  final Identity alice = Identity.generate();
  final RawSocket socket = RawSocket.open(server);

  @BeforeAll
  static void start() {
    server = TestServer.start(new JsonObject().put("preKeys", new JsonObject().put("low", 0)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<Arguments> unusualEncodings() {
    return Stream.of(
        arguments("fields in another order", edit(LoginTest::reordered)),
        arguments("a field of a later protocol", edit(LoginTest::withUnknownField)),
        arguments("an overlong number", edit(LoginTest::withOverlongNumber)));
  }

  byte[] nonce() {
    return socket.challenge().bytes();
  }

  AuthResponse proper(int sequence, Identity identity) {
    return socket.authResponse(sequence, identity, address(identity, 1));
  }

  static IntFunction<ClientMessage> signed(Identity by, byte[] login) {
    return response(login, by.signature(login));
  }

  static IntFunction<ClientMessage> response(byte[] login, byte[] signature) {
    return sequence -> new AuthResponse(sequence, Buffer.buffer(login), Buffer.buffer(signature));
  }

  static Login.Builder login(byte[] userId, byte[] nonce) {
    return Login.newBuilder()
        .setAddress(Address.newBuilder().setUserID(ByteString.copyFrom(userId)).setDeviceID(1))
        .setNonce(ByteString.copyFrom(nonce));
  }

  static UnaryOperator<byte[]> edit(UnaryOperator<byte[]> edit) {
    return edit;
  }

  /** The address is the first field, of two bytes and as many as the second of these says. */
  static byte[] reordered(byte[] login) {
    int cut = 2 + login[1];
    return concat(Arrays.copyOfRange(login, cut, login.length), Arrays.copyOf(login, cut));
  }

  static byte[] withUnknownField(byte[] login) {
    UnknownFieldSet later =
        UnknownFieldSet.newBuilder()
            .addField(77, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();
    return concat(later.toByteArray(), login);
  }

  /** The length of the address in two bytes where one would do. */
  static byte[] withOverlongNumber(byte[] login) {
    byte[] length = {login[0], (byte) (login[1] | 0x80), 0};
    return concat(length, Arrays.copyOfRange(login, 2, login.length));
  }

  static byte[] concat(byte[] first, byte[] second) {
    return Buffer.buffer(first).appendBytes(second).getBytes();
  }
}
