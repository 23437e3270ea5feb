package org.messagingserver.tools.adversary;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.UploadLinks;

/**
 * Puts an attachment that no operating system takes at once, then fetches it each time and reads
 * nothing. Gives up the oldest of too many, as it does not notice which the server has closed.
 */
final class SlowDownloads implements AttackAction {
  private static final int BYTES = 4 << 20;
  private static final int AT_ONCE = 6;

  /** All clients send the same bytes. */
  private static final Buffer CONTENT = Buffer.buffer(new byte[BYTES]);

  private final Deque<RawTcpConnection> downloads = new ArrayDeque<>();
  private final LinkRequests requests = new LinkRequests(BYTES, this::put);
  private String url = "";

  @Override
  public void act(RawTcpConnection connection, Address victim) {
    if (url.isEmpty()) {
      requests.act(connection, victim);
    } else {
      connection.another().onSuccess(this::fetch);
    }
  }

  private void put(RawTcpConnection connection, UploadLinks links) {
    Buffer content = CONTENT.slice(0, (int) requests.size(connection));
    connection
        .another()
        .onSuccess(
            http -> {
              http.onClosed(() -> url = links.getUrl());
              AttachmentActions.put(http, links.putUrl(), content);
            });
  }

  private void fetch(RawTcpConnection http) {
    http.stopReading();
    http.send(AttachmentActions.head("GET", url, 0));
    downloads.add(http);
    if (downloads.size() > AT_ONCE) {
      downloads.remove().close();
    }
  }
}
