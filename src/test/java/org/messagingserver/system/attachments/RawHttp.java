package org.messagingserver.system.attachments;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.SocketFactory;

/** One HTTP connection that sends the bytes that a test says, and reads until the server closes. */
final class RawHttp implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 60_000;

  private final Socket socket;

  /** A whole answer; its connection has ended. */
  record Response(int status, Map<String, String> headers, Buffer body) {}

  private RawHttp(Socket socket) {
    this.socket = socket;
  }

  static RawHttp open(URI server) {
    return open(server, SocketFactory.getDefault());
  }

  static RawHttp open(URI server, SocketFactory sockets) {
    try {
      Socket socket = sockets.createSocket(server.getHost(), server.getPort());
      socket.setSoTimeout(TIMEOUT_MILLIS);
      return new RawHttp(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends the head of a request. */
  RawHttp head(String method, String path, String... headers) {
    String lines =
        Stream.concat(
                Stream.of(method + " " + path + " HTTP/1.1", "Host: 127.0.0.1"), Stream.of(headers))
            .collect(Collectors.joining("\r\n"));
    return send(Buffer.buffer(lines + "\r\n\r\n"));
  }

  RawHttp send(Buffer bytes) {
    try {
      socket.getOutputStream().write(bytes.getBytes());
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  InputStream in() {
    try {
      return socket.getInputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next byte, which may be the first of an answer; -1 at the end. */
  int read() {
    try {
      return in().read();
    } catch (SocketException reset) {
      return -1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything until the server closes. */
  Response response() {
    try (this) {
      Buffer all = Buffer.buffer(in().readAllBytes());
      return parsed(all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Response parsed(Buffer all) {
    String text = all.toString(ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    String[] lines = text.substring(0, end).split("\r\n", -1);
    Map<String, String> headers =
        Stream.of(lines)
            .skip(1)
            .map(line -> line.split(": ?", 2))
            .collect(
                Collectors.toMap(
                    pair -> pair[0].toLowerCase(Locale.ROOT), pair -> pair[1], (one, two) -> two));
    int status = Integer.parseInt(lines[0].split(" ", -1)[1]);
    return new Response(status, headers, all.getBuffer(end + 4, all.length()));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
