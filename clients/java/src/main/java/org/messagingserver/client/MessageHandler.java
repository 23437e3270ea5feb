package org.messagingserver.client;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Handles the messages of an app. */
@FunctionalInterface
public interface MessageHandler {

  /**
   * Handles one message. The next one comes only after the future of this one has completed, in the
   * order in which the server sent them.
   *
   * @param sealedMessage the bytes that the sender gave
   * @return a future that succeeds once the message is safe with the app: then the client acks it,
   *     and the server forgets it. When it fails, or this method throws, the server keeps the
   *     message and sends it again after the next login. One that never completes holds up all that
   *     follow
   */
  Future<Void> handle(Buffer sealedMessage);
}
