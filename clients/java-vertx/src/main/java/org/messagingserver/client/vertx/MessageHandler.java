package org.messagingserver.client.vertx;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** A {@link org.messagingserver.client.MessageHandler} in the types of Vert.x. */
@FunctionalInterface
public interface MessageHandler {
  /** Handles one message; it is acked once the future succeeds. */
  Future<Void> handle(Buffer sealedMessage);
}
