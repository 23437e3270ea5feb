package org.messagingserver.tools.bench.load;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.messagingserver.client.Identity;

/** Signs on a worker thread: a signature takes a third of a millisecond. */
final class Signing {
  private Signing() {}

  static Future<byte[]> sign(Identity identity, byte[] bytes) {
    return Vertx.currentContext().executeBlocking(() -> identity.signature(bytes), false);
  }
}
