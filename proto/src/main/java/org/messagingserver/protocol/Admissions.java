package org.messagingserver.protocol;

import com.google.protobuf.ByteString;
import java.util.Optional;
import org.messagingserver.protocol.Admission.Strangers;
import org.messagingserver.protocol.proto.Register;

/** Converts admissions and delivery tokens from and to protobuf. */
final class Admissions {
  private Admissions() {}

  /** Throws {@link InvalidFieldException}, as does {@link #token}. */
  static Optional<Admission> decode(Register register) {
    return register.hasAdmission()
        ? Optional.of(decode(register.getAdmission()))
        : Optional.empty();
  }

  private static Admission decode(org.messagingserver.protocol.proto.Admission admission) {
    Strangers strangers =
        switch (admission.getStrangers()) {
          case STRANGERS_WELCOME -> Strangers.WELCOME;
          case STRANGERS_FEW -> Strangers.FEW;
          case STRANGERS_NONE -> Strangers.NONE;
          case UNRECOGNIZED ->
              throw new InvalidFieldException("this server does not know that value of strangers");
        };
    return new Admission(
        strangers, admission.getDeliveryTokenHashesList().stream().map(Buffers::buffer).toList());
  }

  static org.messagingserver.protocol.proto.Admission encode(Admission admission) {
    return org.messagingserver.protocol.proto.Admission.newBuilder()
        .setStrangersValue(admission.strangers().code())
        .addAllDeliveryTokenHashes(
            admission.deliveryTokenHashes().stream().map(Buffers::bytes).toList())
        .build();
  }

  static Optional<DeliveryToken> token(ByteString token) {
    return token.isEmpty()
        ? Optional.empty()
        : Optional.of(new DeliveryToken(Buffers.buffer(token)));
  }

  /** Empty without a token: the field is not written then. */
  static ByteString encode(Optional<DeliveryToken> token) {
    return token.map(DeliveryToken::value).map(Buffers::bytes).orElse(ByteString.EMPTY);
  }
}
