package org.messagingserver.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import javax.net.SocketFactory;

/** Somebody who knows the port of a node's event bus, and speaks its language. */
public final class BusVisitor {
  private static final int WIRE_VERSION = 2;
  private static final int PING = 1;
  private static final int PONG = 1;
  private static final int NO_HEADERS = 4;

  private final SocketFactory sockets;

  public BusVisitor(SocketFactory sockets) {
    this.sockets = sockets;
  }

  /** Whether a node answers a ping of its bus; it may also hang up, but not stay silent. */
  public boolean isAnswered(int port) throws IOException {
    try (Socket socket = sockets.createSocket("127.0.0.1", port)) {
      socket.setSoTimeout((int) RawSocket.SOON.toMillis());
      try {
        socket.getOutputStream().write(ping());
        return socket.getInputStream().read() == PONG;
      } catch (SocketTimeoutException silence) {
        throw silence;
      } catch (IOException hungUp) {
        return false;
      }
    }
  }

  /** As {@code ClusteredMessage} of Vert.x writes it. */
  private static byte[] ping() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    byte[] address = "__vertx_ping".getBytes(StandardCharsets.UTF_8);
    int strings = 3 * Integer.BYTES + address.length;
    out.writeInt(3 + strings + Integer.BYTES);
    out.write(new byte[] {WIRE_VERSION, PING, 0});
    out.writeInt(address.length);
    out.write(address);
    out.writeInt(0);
    out.writeInt(0);
    out.writeInt(NO_HEADERS);
    return bytes.toByteArray();
  }
}
