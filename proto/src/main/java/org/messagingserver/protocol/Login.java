package org.messagingserver.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;

/**
 * The bytes that a client signs to authenticate. The signature is over the bytes that were sent,
 * never over a re-encoding of this.
 *
 * @param address that logs in
 * @param nonce as it came, of any length
 */
public record Login(Address address, Nonce nonce) {

  private static final Parser<org.messagingserver.protocol.proto.Login> LOGINS =
      DiscardUnknownFieldsParser.wrap(org.messagingserver.protocol.proto.Login.parser());

  /**
   * Reads the {@code login} of an AuthResponse.
   *
   * @throws UndecodableFrameException when the bytes are no Login
   * @throws org.messagingserver.protocol.InvalidUserIdException when its userID is missing or
   *     misshapen
   */
  public static Login decode(byte[] login) throws UndecodableFrameException {
    try {
      var decoded = LOGINS.parseFrom(login);
      return new Login(
          Addresses.decode(decoded.getAddress()), new Nonce(decoded.getNonce().toByteArray()));
    } catch (InvalidProtocolBufferException e) {
      throw new UndecodableFrameException("these bytes are no Login");
    }
  }

  /** The bytes to sign and send. */
  public byte[] encode() {
    return org.messagingserver.protocol.proto.Login.newBuilder()
        .setAddress(Addresses.encode(address))
        .setNonce(ByteString.copyFrom(nonce.bytes()))
        .build()
        .toByteArray();
  }
}
