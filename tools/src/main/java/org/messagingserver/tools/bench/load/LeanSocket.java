package org.messagingserver.tools.bench.load;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.List;

/**
 * A minimal WebSocket client that supports only unfragmented binary messages. It handles all
 * messages of one read together, and sends all messages of one tick as one segment. Runs on the
 * event loop that opened it. Source: RFC 6455; the mask is zero, which leaves the bytes unchanged.
 * Only the load generator uses it: it must cost less than the server that it measures.
 */
public final class LeanSocket {
  private static final List<String> REQUEST =
      List.of(
          "GET %s HTTP/1.1",
          "Host: %s",
          "Upgrade: websocket",
          "Connection: Upgrade",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          "Sec-WebSocket-Version: 13");

  private static final String LINE_END = "\r\n";
  private static final String HEAD_END = LINE_END + LINE_END;
  private static final String ACCEPTED = "HTTP/1.1 101 ";
  private static final int BINARY = 0x82;
  private static final int PING = 0x89;
  private static final int PONG = 0x8A;
  private static final int MASKED = 0x80;
  private static final int TWO_BYTES = 126;
  private static final int BUFFER_BYTES = 4096;

  /** Receives incoming frames. */
  public interface Reader {
    /** A message, in these bytes of the buffer. */
    void message(Buffer bytes, int from, int to);

    /** The other side has closed the socket. */
    void lost();
  }

  private final NetSocket socket;
  private final Context context = Vertx.currentContext();
  private final Promise<LeanSocket> opened = Promise.promise();
  private Reader reader;
  private Buffer in = Buffer.buffer();
  private Buffer out = Buffer.buffer(BUFFER_BYTES);
  private boolean reading;
  private boolean flushScheduled;
  private boolean closing;

  private LeanSocket(NetSocket socket, Reader reader) {
    this.socket = socket;
    this.reader = reader;
  }

  /** Connects, on the event loop that this is called on. */
  public static Future<LeanSocket> connect(NetClient client, URI server, Reader reader) {
    return client
        .connect(server.getPort(), server.getHost())
        .compose(connected -> new LeanSocket(connected, reader).upgrade(server));
  }

  private Future<LeanSocket> upgrade(URI server) {
    socket.handler(this::handshake);
    socket.closeHandler(closed -> end());
    socket.write(
        String.join(LINE_END, REQUEST).formatted(server.getRawPath(), server.getHost()) + HEAD_END);
    return opened.future();
  }

  private void handshake(Buffer bytes) {
    in.appendBuffer(bytes);
    String answer = in.toString("ISO-8859-1");
    int end = answer.indexOf(HEAD_END) + HEAD_END.length();
    if (end < HEAD_END.length()) {
      return;
    }
    if (!answer.startsWith(ACCEPTED)) {
      closing = true;
      opened.fail(new LoadException("no WebSocket: " + answer.lines().findFirst().orElse("")));
      socket.close();
      return;
    }
    Buffer rest = in.getBuffer(end, in.length());
    in = Buffer.buffer();
    socket.handler(this::read);
    opened.complete(this);
    read(rest);
  }

  private void read(Buffer bytes) {
    Buffer all = in.length() == 0 ? bytes : in.appendBuffer(bytes);
    reading = true;
    int at = 0;
    for (int next = frame(all, at); next > at; next = frame(all, at)) {
      at = next;
    }
    reading = false;
    in = at == all.length() ? Buffer.buffer(0) : all.getBuffer(at, all.length());
    flush();
  }

  /**
   * Handles the frame that begins at {@code at}; returns the position of the next, or {@code at} if
   * it is incomplete.
   */
  private int frame(Buffer bytes, int at) {
    int there = bytes.length() - at;
    if (there < 2) {
      return at;
    }
    int length = bytes.getByte(at + 1);
    int head = length == TWO_BYTES ? 4 : 2;
    if (there < head) {
      return at;
    }
    int from = at + head;
    int to = from + (length == TWO_BYTES ? bytes.getUnsignedShort(at + 2) : length);
    if (to > bytes.length()) {
      return at;
    }
    handle(bytes.getUnsignedByte(at), bytes, from, to);
    return to;
  }

  private void handle(int kind, Buffer bytes, int from, int to) {
    if (kind == BINARY) {
      reader.message(bytes, from, to);
    } else if (kind == PING) {
      begin(PONG, to - from).appendBuffer(bytes, from, to - from);
    } else {
      socket.close();
    }
  }

  /**
   * Begins a message of this length; the caller immediately appends its bytes to the returned
   * buffer.
   */
  public Buffer begin(int length) {
    return begin(BINARY, length);
  }

  private Buffer begin(int kind, int length) {
    if (!reading && !flushScheduled) {
      flushScheduled = true;
      context.runOnContext(tick -> flush());
    }
    out.appendUnsignedByte((short) kind);
    if (length < TWO_BYTES) {
      out.appendUnsignedByte((short) (MASKED | length));
    } else {
      out.appendUnsignedByte((short) (MASKED | TWO_BYTES)).appendUnsignedShort(length);
    }
    return out.appendInt(0);
  }

  private void flush() {
    flushScheduled = false;
    if (out.length() > 0 && !closing) {
      socket.write(out);
      out = Buffer.buffer(BUFFER_BYTES);
    }
  }

  /** Passes incoming frames to another listener from now on. */
  public void setReader(Reader next) {
    reader = next;
  }

  /** The event loop of the socket. */
  public Context context() {
    return context;
  }

  /** Stops reading. */
  void stall() {
    socket.pause();
  }

  /** Closes the connection without a close frame. */
  public Future<Void> close() {
    closing = true;
    return socket.close();
  }

  private void end() {
    if (!closing) {
      closing = true;
      opened.tryFail(new LoadException("the server has closed a socket at once"));
      reader.lost();
    }
  }
}
