package org.messagingserver.tools.bench.baseline;

import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Forwards frames from {@code /sender/N} to {@code /recipient/N} and back, without decoding them.
 */
final class Relay implements BareServer.ConnectionHandler {
  private final Map<String, ServerWebSocket> sockets = new ConcurrentHashMap<>();

  @Override
  public void handle(String path, ServerWebSocket socket) {
    String[] parts = path.split("/", -1);
    String other = parts[1].equals("sender") ? "recipient" : "sender";
    String partner = "/" + other + "/" + parts[2];
    sockets.put(path, socket);
    socket.closeHandler(closed -> sockets.remove(path, socket));
    socket.frameHandler(frame -> forward(sockets.get(partner), frame));
  }

  private static void forward(ServerWebSocket to, WebSocketFrame frame) {
    if (to != null && frame.isBinary()) {
      to.writeFrame(WebSocketFrame.binaryFrame(frame.binaryData(), true));
    }
  }
}
