package org.messagingserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.messagingserver.protocol.Samples.filled;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 32, 100})
  void bringsAnAddressAndANonceOfAnyLength(int length) throws UndecodableFrameException {
    Login login = new Login(Samples.ADDRESS, new Nonce(filled(length, 3)));

    assertThat(Login.decode(login.encode())).isEqualTo(login);
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
