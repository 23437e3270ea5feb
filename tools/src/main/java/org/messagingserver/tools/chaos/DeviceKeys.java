package org.messagingserver.tools.chaos;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.messagingserver.client.vertx.PreKeySource;

/**
 * The keys of a device with which nobody starts a session.
 *
 * @param latest the registrationID under which it registered last, or is about to
 */
record DeviceKeys(AtomicInteger latest) implements PreKeySource {
  @Override
  public int registrationId() {
    return latest.get();
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
