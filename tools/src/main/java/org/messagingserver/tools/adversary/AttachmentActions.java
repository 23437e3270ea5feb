package org.messagingserver.tools.adversary;

import io.vertx.core.buffer.Buffer;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.messagingserver.protocol.Address;

/** Actions against attachments. */
final class AttachmentActions {
  private static final String PATH = "/attachments/";

  /** The lengths of tokens that fetch and put, so that the server has to check them. */
  private static final int DOWNLOAD_TOKEN = 44;

  private static final int UPLOAD_TOKEN = 52;
  private static final List<String> READING = List.of("GET", "HEAD");

  private AttachmentActions() {}

  /** Requests {@code count} places for attachments of the largest size, and puts none. */
  static AttackAction uploadOffers(int count) {
    LinkRequests requests = new LinkRequests(Long.MAX_VALUE, (connection, links) -> {});
    return (connection, victim) -> {
      for (int time = 0; time < count; time++) {
        requests.act(connection, victim);
      }
    };
  }

  /** Puts attachments of so many bytes, each to another place. */
  static AttackAction uploads(int bytes) {
    Buffer content = Buffer.buffer(new byte[bytes]);
    return new LinkRequests(
        bytes,
        (connection, links) ->
            connection.another().onSuccess(http -> put(http, links.putUrl(), content)));
  }

  static void put(RawTcpConnection http, String url, Buffer content) {
    http.sendUnbounded(head("PUT", url, content.length()));
    http.sendUnbounded(content);
  }

  /** The head of a request. */
  static Buffer head(String method, String url, long bytes) {
    return Buffer.buffer(
        "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %s\r\n\r\n"
            .formatted(method, url, bytes));
  }

  /** Fetches or puts with a link that the server has not made. */
  static void forgedLink(RawTcpConnection connection, Address victim) {
    connection.send(
        MalformedFrames.randomBoolean()
            ? head("PUT", forged(UPLOAD_TOKEN), 0)
            : head(
                READING.get(ThreadLocalRandom.current().nextInt(READING.size())),
                forged(DOWNLOAD_TOKEN),
                0));
  }

  /** A link to put that the server has not made. */
  static String forgedUpload() {
    return forged(UPLOAD_TOKEN);
  }

  private static String forged(int bytes) {
    byte[] token = MalformedFrames.random(bytes).getBytes();
    return PATH + Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }
}
