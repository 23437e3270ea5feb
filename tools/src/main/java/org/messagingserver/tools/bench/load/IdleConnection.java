package org.messagingserver.tools.bench.load;

import io.vertx.core.buffer.Buffer;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.Login;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessageCodec;
import org.messagingserver.protocol.UndecodableFrameException;

/**
 * Logs a new user in over a blocking connection, and keeps no state of it: a caller that keeps the
 * socket underneath keeps the user logged in. Source: RFC 6455; the mask is zero, which leaves the
 * bytes unchanged.
 */
final class IdleConnection {
  private static final String REQUEST =
      """
      GET %s HTTP/1.1\r
      Host: localhost\r
      Upgrade: websocket\r
      Connection: Upgrade\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      Sec-WebSocket-Version: 13\r
      \r
      """;

  private static final String ACCEPTED = "HTTP/1.1 101 ";
  private static final int BINARY = 0x82;
  private static final int MASKED = 0x80;
  private static final int TWO_BYTES = 126;

  private final DataInputStream in;
  private final OutputStream out;

  private IdleConnection(Socket socket) throws IOException {
    this.in = new DataInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /**
   * Returns when the user is logged in.
   *
   * @param socket with TLS, if the server has it
   */
  static void logIn(Socket socket, URI server) throws IOException {
    try {
      new IdleConnection(socket).logIn(server);
    } catch (UndecodableFrameException undecodable) {
      throw new IOException("the server has sent an undecodable frame", undecodable);
    }
  }

  private void logIn(URI server) throws IOException, UndecodableFrameException {
    out.write(REQUEST.formatted(server.getRawPath()).getBytes(StandardCharsets.ISO_8859_1));
    String answer = head();
    if (!answer.startsWith(ACCEPTED)) {
      throw new IOException("no WebSocket: " + answer.lines().findFirst().orElse(""));
    }
    if (!(read() instanceof ServerMessage.AuthChallenge challenge)) {
      throw new IOException("the server has sent no challenge");
    }
    Identity identity = Identity.generate();
    Address address = new Address(identity.userId(), new DeviceId(1));
    byte[] login = new Login(address, challenge.nonce()).encode();
    write(
        new ClientMessage.AuthResponse(
            1, Buffer.buffer(login), Buffer.buffer(identity.signature(login))));
    ServerMessage outcome = read();
    if (outcome instanceof ServerMessage.Failure failure) {
      throw new IOException("the server has answered a login with " + failure.name());
    }
    if (!(outcome instanceof ServerMessage.Ack)) {
      throw new IOException("the server has not acked a login");
    }
  }

  private String head() throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf("\r\n\r\n") < 0) {
      read.append((char) in.readUnsignedByte());
    }
    return read.toString();
  }

  private ServerMessage read() throws IOException, UndecodableFrameException {
    int kind = in.readUnsignedByte();
    int length = in.readUnsignedByte();
    byte[] message = new byte[length == TWO_BYTES ? in.readUnsignedShort() : length];
    in.readFully(message);
    if (kind != BINARY) {
      throw new IOException("the server has closed a connection");
    }
    return ServerMessageCodec.decode(Buffer.buffer(message));
  }

  private void write(ClientMessage message) throws IOException {
    Buffer bytes = ClientMessageCodec.encode(message);
    Buffer frame = Buffer.buffer().appendUnsignedByte((short) BINARY);
    if (bytes.length() < TWO_BYTES) {
      frame.appendUnsignedByte((short) (MASKED | bytes.length()));
    } else {
      frame.appendUnsignedByte((short) (MASKED | TWO_BYTES)).appendUnsignedShort(bytes.length());
    }
    out.write(frame.appendInt(0).appendBuffer(bytes).getBytes());
  }
}
