package org.messagingserver.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;

/**
 * The content that a client signs to authenticate. The signature covers the bytes that were sent,
 * never a re-encoding of this record.
 *
 * @param address the Address that logs in
 * @param nonce the nonce as received, of any length
 */
public record Login(Address address, Nonce nonce) {

  private static final Parser<org.messagingserver.protocol.proto.Login> LOGINS =
      DiscardUnknownFieldsParser.wrap(org.messagingserver.protocol.proto.Login.parser());

  /**
   * Decodes the {@code login} of an AuthResponse.
   *
   * @throws UndecodableFrameException if the bytes are not a Login
   * @throws org.messagingserver.protocol.InvalidUserIdException if its userID is missing or
   *     malformed
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
