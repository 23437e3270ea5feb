package org.messagingserver.tools.adversary;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.messagingserver.protocol.Address;

/**
 * Begins to put an attachment, with a valid link and with a forged one, and sends a byte of each
 * every time. Begins again once the server has closed one.
 */
final class SlowUploads implements AttackAction {
  private static final int BYTES = 100_000;
  private static final int AT_ONCE = 2;
  private static final Buffer BYTE = Buffer.buffer(new byte[1]);

  private final List<RawTcpConnection> uploads = new ArrayList<>();
  private final LinkRequests requests =
      new LinkRequests(BYTES, (connection, links) -> begin(connection, links.putUrl()));

  @Override
  public void act(RawTcpConnection connection, Address victim) {
    uploads.removeIf(upload -> !upload.isOpen());
    uploads.forEach(upload -> upload.send(BYTE));
    if (uploads.size() < AT_ONCE) {
      requests.act(connection, victim);
      begin(connection, AttachmentActions.forgedUpload());
    }
  }

  private void begin(RawTcpConnection connection, String url) {
    Buffer head = AttachmentActions.head("PUT", url, requests.size(connection));
    connection
        .another()
        .onSuccess(
            upload -> {
              uploads.add(upload);
              upload.send(head);
            });
  }
}
