package org.messagingserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.protocol.ClientMessage.InvalidRequest;
import org.messagingserver.protocol.proto.Message;

class AdmissionsTest {
  private static final ByteString USER = ByteString.copyFrom(Samples.USER.bytes());

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 33, 1000})
  void refusesATokenOfAnotherLength(int length) throws UndecodableFrameException {
    Message.Builder outbound = Message.newBuilder();
    outbound.getOutboundMessageBuilder().setDeliveryToken(bytes(length));
    outbound.getOutboundMessageBuilder().getToBuilder().setUserID(USER);
    Message.Builder request = Message.newBuilder();
    request.getRequestPreKeysBuilder().setUserID(USER).setDeliveryToken(bytes(length));

    assertRefused(outbound, "a delivery token is not 32 bytes");
    assertRefused(request, "a delivery token is not 32 bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33})
  void refusesAHashOfAnotherLength(int length) throws UndecodableFrameException {
    Message.Builder register = Message.newBuilder();
    register
        .getRegisterBuilder()
        .getAdmissionBuilder()
        .addDeliveryTokenHashes(bytes(32))
        .addDeliveryTokenHashes(bytes(length));

    assertRefused(register, "the hash of a delivery token is not 32 bytes");
  }

  @Test
  void refusesMoreTokensThanADeviceHas() throws UndecodableFrameException {
    Message.Builder register = Message.newBuilder();
    for (int token = 0; token < 5; token++) {
      register.getRegisterBuilder().getAdmissionBuilder().addDeliveryTokenHashes(bytes(32));
    }

    assertRefused(register, "more than 4 delivery tokens");
  }

  @Test
  void refusesAnUnknownRuleForStrangers() throws UndecodableFrameException {
    Message.Builder register = Message.newBuilder();
    register.getRegisterBuilder().getAdmissionBuilder().setStrangersValue(3);

    assertRefused(register, "this server does not know that value of strangers");
  }

  private static ByteString bytes(int length) {
    return ByteString.copyFrom(new byte[length]);
  }

  private static void assertRefused(Message.Builder message, String why)
      throws UndecodableFrameException {
    message.setSequence(7);

    assertThat(ClientMessageCodec.decode(Buffer.buffer(message.build().toByteArray())))
        .isEqualTo(new InvalidRequest(7, ErrorName.INVALID_MESSAGE, why));
  }
}
