package org.messagingserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.messagingserver.protocol.Samples.filled;

import com.google.protobuf.ByteString;
import io.vertx.core.buffer.Buffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 32, 100})
  void bringsAnAddressAndANonceOfAnyLength(int length) throws UndecodableFrameException {
    Login login = new Login(Samples.ADDRESS, new Nonce(filled(length, 3)), "a.example", true);

    assertThat(Login.decode(login.encode())).isEqualTo(login);
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void namesItsServerInEveryVersion(ProtocolVersion version) throws UndecodableFrameException {
    Login login = new Login(Samples.ADDRESS, new Nonce(filled(32, 3)), "chat.example");

    assertThat(Login.decode(login.encode(), version)).isEqualTo(login);
  }

  @Test
  void asksForNothingNewInTheFirstVersion() throws UndecodableFrameException {
    Login login = new Login(Samples.ADDRESS, new Nonce(filled(32, 3)), "chat.example", true);

    assertThat(Login.decode(login.encode(), ProtocolVersion.V1).reportDrained()).isFalse();
  }

  /** What a client of the first version sends in a later field is no error, whatever it is. */
  @ParameterizedTest
  @MethodSource("laterFields")
  void readsALoginOfTheFirstVersionWhateverIsInLaterFields(byte[] later)
      throws UndecodableFrameException {
    Login login = new Login(Samples.ADDRESS, new Nonce(filled(32, 3)));
    byte[] bytes = Buffer.buffer(login.encode()).appendBytes(later).getBytes();

    Login decoded = Login.decode(bytes, ProtocolVersion.V1);

    assertThat(new Login(decoded.address(), decoded.nonce())).isEqualTo(login);
    assertThat(ServerName.isSerialized(decoded.serverName())).isFalse();
  }

  static Stream<byte[]> laterFields() {
    // Fields 3 and 4: bytes that are not text, numbers, a fixed32; a text among them is no name.
    return Stream.of(
        new byte[] {0x1a, 2, -1, -2},
        new byte[] {0x18, 7},
        new byte[] {0x1d, 1, 2, 3, 4},
        new byte[] {0x20, 1},
        new byte[] {0x22, 1, -1});
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20, 45})
  void refusesBytesThatAreNoLogin(int length) {
    assertThatExceptionOfType(UndecodableFrameException.class)
        .isThrownBy(() -> Login.decode(filled(length, -1)))
        .withMessage("these bytes are no Login")
        .withNoCause();
  }

  @ParameterizedTest
  @MethodSource("org.messagingserver.protocol.Samples#misshapenUserIds")
  void refusesALoginOfAMisshapenUserId(byte[] userId) {
    var login = org.messagingserver.protocol.proto.Login.newBuilder();
    login.getAddressBuilder().setUserID(ByteString.copyFrom(userId));

    assertThatExceptionOfType(InvalidUserIdException.class)
        .isThrownBy(() -> Login.decode(login.build().toByteArray()));
  }

  @Test
  void refusesALoginWithoutAnything() {
    assertThatExceptionOfType(InvalidUserIdException.class)
        .isThrownBy(() -> Login.decode(new byte[0]));
  }
}
