package org.messagingserver.client.vertx;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.messagingserver.protocol.ServerMessage.AuthChallenge;
import org.messagingserver.protocol.ServerMessageCodec;

/** Takes a WebSocket and then answers nothing, not even pings, as a server that has hung. */
final class SilentServer {
  private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: *([^\r]+)\r");
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final byte FINAL_BINARY = (byte) 0x82;

  private final NetServer server;
  private boolean greets;

  SilentServer(Vertx vertx) {
    this.server = vertx.createNetServer().connectHandler(this::accept);
    Await.done(server.listen(0, "127.0.0.1"));
  }

  /** From now on, sends the challenge before it hangs. */
  void greet() {
    greets = true;
  }

  URI uri() {
    return URI.create("ws://127.0.0.1:" + server.actualPort() + "/api");
  }

  private void accept(NetSocket socket) {
    Buffer head = Buffer.buffer();
    socket.handler(
        bytes -> {
          Matcher key = KEY.matcher(head.appendBuffer(bytes).toString());
          if (head.toString().endsWith("\r\n\r\n") && key.find()) {
            socket.handler(ignored -> {});
            socket.write(upgrade(key.group(1)));
          }
        });
  }

  private Buffer upgrade(String key) {
    Buffer answer =
        Buffer.buffer(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: "
                + accept(key)
                + "\r\nSec-WebSocket-Protocol: messaging.v2\r\n\r\n");
    if (greets) {
      Buffer challenge =
          ServerMessageCodec.encode(
              new AuthChallenge(1, ScriptedServer.freshNonce(), Optional.empty()));
      answer.appendByte(FINAL_BINARY).appendByte((byte) challenge.length()).appendBuffer(challenge);
    }
    return answer;
  }

  private static String accept(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
