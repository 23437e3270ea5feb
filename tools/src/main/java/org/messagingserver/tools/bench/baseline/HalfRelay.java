package org.messagingserver.tools.bench.baseline;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One of two relays: one serves the senders of all pairs, the other the recipients, and one TCP
 * connection connects them. On it, a frame consists of the number of its pair, its length and its
 * bytes.
 */
final class HalfRelay implements BareServer.ConnectionHandler {
  private static final String HOST = "127.0.0.1";
  private static final int HEAD_BYTES = 2 * Integer.BYTES;

  private final Map<Integer, ServerWebSocket> sockets = new ConcurrentHashMap<>();

  /** Kept, since Vert.x closes a client that is garbage-collected, with its connections. */
  private final NetClient client;

  private volatile NetSocket link;
  private Buffer in = Buffer.buffer();

  private HalfRelay(Vertx vertx) {
    this.client = vertx.createNetClient();
  }

  /** Waits on this port for the other half. */
  static Future<HalfRelay> first(Vertx vertx, int port) {
    HalfRelay relay = new HalfRelay(vertx);
    return vertx.createNetServer().connectHandler(relay::connected).listen(port, HOST).map(relay);
  }

  /** Connects to the half that waits on this port. */
  static Future<HalfRelay> second(Vertx vertx, int port) {
    HalfRelay relay = new HalfRelay(vertx);
    return relay.client.connect(port, HOST).onSuccess(relay::connected).map(relay);
  }

  private void connected(NetSocket other) {
    BareServer.coalesce((ConnectionBase) other);
    other.handler(this::read);
    link = other;
  }

  @Override
  public void handle(String path, ServerWebSocket socket) {
    int pair = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
    sockets.put(pair, socket);
    socket.closeHandler(closed -> sockets.remove(pair, socket));
    socket.frameHandler(frame -> forward(pair, frame));
  }

  private void forward(int pair, WebSocketFrame frame) {
    if (frame.isBinary()) {
      Buffer bytes = frame.binaryData();
      link.write(
          Buffer.buffer(HEAD_BYTES + bytes.length())
              .appendInt(pair)
              .appendInt(bytes.length())
              .appendBuffer(bytes));
    }
  }

  private void read(Buffer bytes) {
    Buffer all = in.length() == 0 ? bytes : in.appendBuffer(bytes);
    int at = 0;
    for (int next = frame(all, at); next > at; next = frame(all, at)) {
      at = next;
    }
    in = all.getBuffer(at, all.length());
  }

  /**
   * Forwards the frame that begins at {@code at}; returns the position of the next, or {@code at}
   * if it is incomplete.
   */
  private int frame(Buffer bytes, int at) {
    int from = at + HEAD_BYTES;
    if (from > bytes.length()) {
      return at;
    }
    int to = from + bytes.getInt(at + Integer.BYTES);
    if (to > bytes.length()) {
      return at;
    }
    ServerWebSocket socket = sockets.get(bytes.getInt(at));
    if (socket != null) {
      socket.writeFrame(WebSocketFrame.binaryFrame(bytes.getBuffer(from, to), true));
    }
    return to;
  }
}
