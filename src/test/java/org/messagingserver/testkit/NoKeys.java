package org.messagingserver.testkit;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.messagingserver.client.vertx.PreKeySource;

/** The keys of a device that has no one-time keys. */
public record NoKeys(int registrationId, Buffer signedPreKey) implements PreKeySource {
  @Override
  public Future<List<Buffer>> oneTimePreKeys(int count) {
    return Future.succeededFuture(List.of());
  }
}
