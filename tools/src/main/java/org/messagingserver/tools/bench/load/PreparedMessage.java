package org.messagingserver.tools.bench.load;

import io.vertx.core.buffer.Buffer;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.ClientMessageCodec;

/** A message of 300 bytes to one recipient, encoded except for its sequence and its time. */
public final class PreparedMessage {
  /** The length of the sealed bytes. */
  public static final int CONTENT_BYTES = 300;

  private static final int ONE_BYTE_SEQUENCE = 2;

  private final Buffer payload;

  public PreparedMessage(Address to) {
    Buffer content = Buffer.buffer(new byte[CONTENT_BYTES]);
    Buffer whole = ClientMessageCodec.encode(new OutboundMessage(1, to, content));
    payload = whole.getBuffer(ONE_BYTE_SEQUENCE, whole.length());
  }

  /** Sends the message. */
  void send(LeanSocket socket, int sequence, long time) {
    Buffer out = Envelope.begin(socket, sequence, payload.length()).appendBuffer(payload);
    out.setLong(out.length() - CONTENT_BYTES, time);
  }

  /** The time in a message that ends at {@code to}. */
  static long time(Buffer bytes, int to) {
    return bytes.getLong(to - CONTENT_BYTES);
  }
}
