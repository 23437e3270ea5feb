package org.messagingserver.delivery;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.nio.charset.StandardCharsets;

/**
 * Probe requests between nodes: 8 bytes of event loop, 8 of Dispatcher id, a length of 4 and the
 * node's name in UTF-8; all big-endian.
 */
final class ProbeRequestCodec implements MessageCodec<ProbeRequest, ProbeRequest> {
  private static final int NAME_AT = 2 * Long.BYTES;

  @Override
  public void encodeToWire(Buffer buffer, ProbeRequest request) {
    byte[] node = request.node().getBytes(StandardCharsets.UTF_8);
    buffer.appendLong(request.loop()).appendLong(request.dispatcherId());
    buffer.appendInt(node.length).appendBytes(node);
  }

  @Override
  public ProbeRequest decodeFromWire(int position, Buffer buffer) {
    int name = position + NAME_AT + Integer.BYTES;
    return new ProbeRequest(
        buffer.getString(name, name + buffer.getInt(position + NAME_AT)),
        buffer.getLong(position),
        buffer.getLong(position + Long.BYTES));
  }

  @Override
  public ProbeRequest transform(ProbeRequest request) {
    return request;
  }

  @Override
  public String name() {
    return "probe-request";
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
