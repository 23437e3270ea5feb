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
 * @param serverName the {@link ServerName} that the client dialed; empty if it does not say
 * @param reportDrained whether the client asks for a Drained
 */
public record Login(Address address, Nonce nonce, String serverName, boolean reportDrained) {

  private static final Parser<org.messagingserver.protocol.proto.Login> LOGINS =
      DiscardUnknownFieldsParser.wrap(org.messagingserver.protocol.proto.Login.parser());

  /** A Login with nothing that is new in the second version. */
  public Login(Address address, Nonce nonce) {
    this(address, nonce, "");
  }

  /** A Login that asks for no Drained. */
  public Login(Address address, Nonce nonce, String serverName) {
    this(address, nonce, serverName, false);
  }

  /** Decodes the {@code login} of an AuthResponse of the newest version. */
  public static Login decode(byte[] login) throws UndecodableFrameException {
    return decode(login, ProtocolVersion.V2);
  }

  /**
   * Decodes the {@code login} of an AuthResponse. The server name is read in every version: a
   * hostile server could otherwise pass on a login of a later version through the first.
   *
   * @param version that the connection speaks; other fields of a later one are unknown
   * @throws UndecodableFrameException if the bytes are not a Login
   * @throws org.messagingserver.protocol.InvalidUserIdException if its userID is missing or
   *     malformed
   */
  public static Login decode(byte[] login, ProtocolVersion version)
      throws UndecodableFrameException {
    try {
      var decoded =
          version == ProtocolVersion.V1 ? FirstVersion.login(login) : LOGINS.parseFrom(login);
      return new Login(
          Addresses.decode(decoded.getAddress()),
          new Nonce(decoded.getNonce().toByteArray()),
          decoded.getServerName(),
          decoded.getReportDrained());
    } catch (InvalidProtocolBufferException e) {
      throw new UndecodableFrameException("these bytes are no Login");
    }
  }

  /** The bytes to sign and send. */
  public byte[] encode() {
    return org.messagingserver.protocol.proto.Login.newBuilder()
        .setAddress(Addresses.encode(address))
        .setNonce(ByteString.copyFrom(nonce.bytes()))
        .setServerName(serverName)
        .setReportDrained(reportDrained)
        .build()
        .toByteArray();
  }
}
