package org.messagingserver.client;

import java.util.concurrent.CompletionStage;

/** Handles the messages of an app. */
@FunctionalInterface
public interface MessageHandler {

  /**
   * Handles one message. The next call follows only after this future has completed, in the order
   * in which the server sent the messages.
   *
   * @param sealedMessage the bytes that the sender passed to {@code send}
   * @return a future that succeeds once the app has stored or processed the message: the client
   *     then acks it, and the server deletes it. If it fails, or this method throws, the server
   *     keeps the message and sends it again after the next login. If it never completes, no
   *     further messages are handled
   */
  CompletionStage<Void> handle(byte[] sealedMessage);
}
