package org.messagingserver.client;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.ClientMessageCodec;

/**
 * A message that its sender waits for.
 *
 * @param number its place among all messages of the connection
 * @param deadline when it counts as not sent, in the event loop's milliseconds
 */
record PendingMessage(
    long number, Address to, Buffer sealedMessage, long deadline, Promise<Void> promise) {
  // Envelope, address, lengths: more than they ever take.
  private static final int OVERHEAD = 128;
  private static final int LONGEST_SEQUENCE = -1;

  OutboundMessage under(int sequence) {
    return new OutboundMessage(sequence, to, sealedMessage);
  }

  /** Whether the message goes into one frame of so many bytes, whatever its sequence. */
  static boolean fits(Address to, Buffer sealedMessage, int frameBytes) {
    if (sealedMessage.length() <= frameBytes - OVERHEAD) {
      return true;
    }
    return sealedMessage.length() <= frameBytes
        && ClientMessageCodec.encode(new OutboundMessage(LONGEST_SEQUENCE, to, sealedMessage))
                .length()
            <= frameBytes;
  }
}
