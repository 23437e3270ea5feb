package org.messagingserver.tools.localcluster;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.messagingserver.client.vertx.PreKeySource;

/** A source without one-time keys, for clients with which nobody starts a session. */
public final class NoPreKeys implements PreKeySource {
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
