package org.messagingserver.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.buffer.Buffer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.SocketFactory;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessageCodec;
import org.messagingserver.protocol.UndecodableFrameException;

/**
 * A WebSocket client over a plain TCP socket (RFC 6455). It does nothing by itself, so it answers
 * no ping, and it can say what no library says: half frames, wrong handshakes, any bytes. Tests of
 * messages use {@link RawSocket}.
 */
public final class BareSocket implements AutoCloseable {
  public static final int CONTINUATION = 0;
  public static final int TEXT = 1;
  public static final int BINARY = 2;
  public static final int CLOSE = 8;
  public static final int PING = 9;
  public static final int PONG = 10;

  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final List<String> UPGRADE =
      List.of(
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");

  /** A frame from the server. */
  public record Frame(int opcode, Buffer payload) {}

  private final Socket socket;
  private final DataInputStream in;
  private final int status;
  private final Map<String, String> headers = new HashMap<>();

  private BareSocket(SocketFactory factory, URI server, String request) {
    try {
      socket = factory.createSocket(server.getHost(), server.getPort());
      socket.setSoTimeout((int) RawSocket.SOON.toMillis());
      socket.setTcpNoDelay(true);
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      sendRaw(request.getBytes(ISO_8859_1));
      status = Integer.parseInt(line().substring("HTTP/1.1 ".length()).substring(0, 3));
      for (String header = line(); !header.isEmpty(); header = line()) {
        int colon = header.indexOf(':');
        headers.put(
            header.substring(0, colon).toLowerCase(Locale.ROOT),
            header.substring(colon + 1).strip());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An open WebSocket whose challenge is still to be read. */
  public static BareSocket open(TestServer server) {
    BareSocket opened = upgrade(server.uri(), SocketFactory.getDefault());
    if (opened.status() != 101) {
      throw new AssertionError("no WebSocket: " + opened.status());
    }
    return opened;
  }

  /** Asks for a WebSocket, with these headers besides the necessary ones. */
  public static BareSocket upgrade(URI server, SocketFactory factory, String... more) {
    return request(server, factory, "GET", server.getPath(), concat(UPGRADE, more));
  }

  /** Asks for a WebSocket on another path. */
  public static BareSocket upgradeOn(URI server, String path) {
    return request(server, SocketFactory.getDefault(), "GET", path, UPGRADE);
  }

  /** A request without an upgrade. */
  public static BareSocket plain(URI server, String method, String path, String... more) {
    List<String> headers = concat(List.of("Content-Length: 0"), more);
    return request(server, SocketFactory.getDefault(), method, path, headers);
  }

  /** Says this on a connection from an address of this machine, and nothing more; the answer. */
  public static String say(InetAddress from, int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port, from, 0)) {
      socket.setSoTimeout((int) RawSocket.SOON.toMillis());
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  private static BareSocket request(
      URI server, SocketFactory factory, String method, String path, List<String> headers) {
    String host = "Host: " + server.getAuthority();
    String head = method + " " + path + " HTTP/1.1\r\n" + host + "\r\n";
    return new BareSocket(factory, server, head + String.join("\r\n", headers) + "\r\n\r\n");
  }

  private static List<String> concat(List<String> first, String... more) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(more));
    return all;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) {
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(ISO_8859_1);
  }

  /** Status of the answer to the request; 101 for a WebSocket. */
  public int status() {
    return status;
  }

  /** A header of the answer, by its name in lower case; null where there is none. */
  public String header(String name) {
    return headers.get(name);
  }

  /** Sends a whole frame that begins and ends a message. */
  public void send(int opcode, byte[] payload) {
    send(opcode, true, payload);
  }

  /** Sends a whole frame. */
  public void send(int opcode, boolean last, byte[] payload) {
    sendRaw(frame(opcode, last, payload));
  }

  /** The bytes of a whole frame that begins and ends a message. */
  public static byte[] frame(int opcode, byte[] payload) {
    return frame(opcode, true, payload);
  }

  private static byte[] frame(int opcode, boolean last, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
    putHead(frame, opcode, last, payload.length);
    frame.put(payload).flip();
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }

  /** Sends the head of a frame, of which any part may follow. */
  public void sendHead(int opcode, long length) {
    ByteBuffer head = ByteBuffer.allocate(14);
    putHead(head, opcode, true, length);
    byte[] bytes = new byte[head.flip().remaining()];
    head.get(bytes);
    sendRaw(bytes);
  }

  /** The mask is all zeros, so payloads go as they are. */
  private static void putHead(ByteBuffer to, int opcode, boolean last, long length) {
    to.put((byte) (opcode | (last ? FINAL : 0)));
    if (length < 126) {
      to.put((byte) (MASKED | length));
    } else if (length < 1 << 16) {
      to.put((byte) (MASKED | 126)).putShort((short) length);
    } else {
      to.put((byte) (MASKED | 127)).putLong(length);
    }
    to.putInt(0);
  }

  /** Sends bytes that need not be a frame. */
  public void sendRaw(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next frame; a close without one counts as a close frame without a code. */
  public Frame next() {
    try {
      int opcode = in.readUnsignedByte() & 0xF;
      int length = in.readUnsignedByte();
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = Math.toIntExact(in.readLong());
      }
      return new Frame(opcode, Buffer.buffer(in.readNBytes(length)));
    } catch (EOFException | SocketException gone) {
      return new Frame(CLOSE, Buffer.buffer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next frame that carries a message. */
  public ServerMessage nextMessage() {
    Frame frame = next();
    while (frame.opcode() == PING) {
      frame = next();
    }
    if (frame.opcode() != BINARY) {
      throw new AssertionError("no message but a frame with opcode " + frame.opcode());
    }
    try {
      return ServerMessageCodec.decode(frame.payload());
    } catch (UndecodableFrameException e) {
      throw new AssertionError(e);
    }
  }

  /** Reads until the close; its code, 1006 where it had none. */
  public int closeCode() {
    Frame frame = next();
    while (frame.opcode() != CLOSE) {
      frame = next();
    }
    Buffer payload = frame.payload();
    return payload.length() < 2 ? 1006 : payload.getUnsignedShort(0);
  }

  /** Whether the server ends the connection in order, not by a reset, and says nothing before. */
  public boolean ends() {
    try {
      return in.read() < 0;
    } catch (SocketException reset) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
