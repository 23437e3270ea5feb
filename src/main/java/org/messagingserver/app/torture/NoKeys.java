package org.messagingserver.app.torture;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.messagingserver.client.PreKeySource;

/** Of a device that nobody fetches keys of. */
final class NoKeys implements PreKeySource {
  @Override
  public int registrationId() {
    return 1;
  }

  @Override
  public Buffer signedPreKey() {
    return Buffer.buffer("signed");
  }

  @Override
  public Future<List<Buffer>> oneTimePreKeys(int count) {
    return Future.succeededFuture(List.of());
  }
}
