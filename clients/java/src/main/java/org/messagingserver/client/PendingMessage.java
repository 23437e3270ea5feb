package org.messagingserver.client;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.Handling;

/**
 * A message that is not yet acked or failed.
 *
 * @param number its position among all messages of the connection
 * @param deadline when it fails, in the event loop's milliseconds
 */
record PendingMessage(
    long number,
    Address to,
    Buffer sealedMessage,
    Handling handling,
    long deadline,
    Promise<Void> promise) {
  // An upper bound for envelope, address and lengths.
  private static final int OVERHEAD = 128;
  private static final int LONGEST_SEQUENCE = -1;

  OutboundMessage toOutboundMessage(int sequence) {
    return new OutboundMessage(sequence, to, sealedMessage, handling);
  }

  /** Whether the message fits into a frame of this size, with any sequence. */
  static boolean fits(Address to, Buffer sealedMessage, Handling handling, int frameBytes) {
    if (sealedMessage.length() <= frameBytes - OVERHEAD) {
      return true;
    }
    return sealedMessage.length() <= frameBytes
        && ClientMessageCodec.encode(
                    new OutboundMessage(LONGEST_SEQUENCE, to, sealedMessage, handling))
                .length()
            <= frameBytes;
  }
}
