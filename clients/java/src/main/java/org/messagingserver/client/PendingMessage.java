package org.messagingserver.client;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.ClientMessageCodec;

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
    SendOptions options,
    long deadline,
    Promise<Void> promise) {
  // An upper bound for envelope, address, options and lengths.
  private static final int OVERHEAD = 192;
  private static final int LONGEST_SEQUENCE = -1;

  OutboundMessage toOutboundMessage(int sequence) {
    return outboundMessage(sequence, to, sealedMessage, options);
  }

  static OutboundMessage outboundMessage(
      int sequence, Address to, Buffer sealedMessage, SendOptions options) {
    return new OutboundMessage(
        sequence,
        to,
        sealedMessage,
        options.handling(),
        options.registrationId(),
        options.deliveryToken());
  }

  /** Whether the message fits into a frame of this size, with any sequence. */
  static boolean fits(Address to, Buffer sealedMessage, SendOptions options, int frameBytes) {
    if (sealedMessage.length() <= frameBytes - OVERHEAD) {
      return true;
    }
    return sealedMessage.length() <= frameBytes
        && ClientMessageCodec.encode(outboundMessage(LONGEST_SEQUENCE, to, sealedMessage, options))
                .length()
            <= frameBytes;
  }
}
