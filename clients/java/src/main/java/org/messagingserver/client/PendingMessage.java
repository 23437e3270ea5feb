package org.messagingserver.client;

import java.util.concurrent.CompletableFuture;
import org.messagingserver.protocol.Address;

/** A message that is not yet acked or failed. */
final class PendingMessage {
  // An upper bound for envelope, address, options and lengths.
  private static final int OVERHEAD = 192;
  private static final int LONGEST_SEQUENCE = -1;

  private final long number;
  private final Address to;
  private final byte[] sealedMessage;
  private final SendOptions options;
  private final long deadline;
  private final CompletableFuture<Void> promise;

  /**
   * Creates a message.
   *
   * @param number its position among all messages of the connection
   * @param deadline when it fails, in the event loop's milliseconds
   */
  PendingMessage(
      long number,
      Address to,
      byte[] sealedMessage,
      SendOptions options,
      long deadline,
      CompletableFuture<Void> promise) {
    this.number = number;
    this.to = to;
    this.sealedMessage = sealedMessage;
    this.options = options;
    this.deadline = deadline;
    this.promise = promise;
  }

  long number() {
    return number;
  }

  Address to() {
    return to;
  }

  byte[] sealedMessage() {
    return sealedMessage;
  }

  SendOptions options() {
    return options;
  }

  long deadline() {
    return deadline;
  }

  CompletableFuture<Void> promise() {
    return promise;
  }

  byte[] frame(int sequence) {
    return ClientFrames.outboundMessage(sequence, to, sealedMessage, options);
  }

  /** Whether the message fits into a frame of this size, with any sequence. */
  static boolean fits(Address to, byte[] sealedMessage, SendOptions options, int frameBytes) {
    if (sealedMessage.length <= frameBytes - OVERHEAD) {
      return true;
    }
    return sealedMessage.length <= frameBytes
        && ClientFrames.outboundMessage(LONGEST_SEQUENCE, to, sealedMessage, options).length
            <= frameBytes;
  }
}
