package org.messagingserver.delivery;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.protocol.DeviceId;

/**
 * Probe requests between nodes: 8 bytes of Dispatcher id, a count of 4 and for each MailboxConsumer
 * 16 bytes of hashed user and 8 of device, a length of 4 and the node's name in UTF-8; all
 * big-endian.
 */
final class ProbeRequestCodec implements MessageCodec<ProbeRequest, ProbeRequest> {
  private static final int CONSUMER_BYTES = 24;

  @Override
  public void encodeToWire(Buffer buffer, ProbeRequest request) {
    buffer.appendLong(request.dispatcherId()).appendInt(request.consumers().size());
    for (HashedAddress consumer : request.consumers()) {
      UUID user = consumer.user().value();
      buffer.appendLong(user.getMostSignificantBits()).appendLong(user.getLeastSignificantBits());
      buffer.appendLong(consumer.device().asLong());
    }
    byte[] node = request.node().getBytes(StandardCharsets.UTF_8);
    buffer.appendInt(node.length).appendBytes(node);
  }

  @Override
  public ProbeRequest decodeFromWire(int position, Buffer buffer) {
    int count = buffer.getInt(position + Long.BYTES);
    List<HashedAddress> consumers =
        new ArrayList<>(Math.min(count, buffer.length() / CONSUMER_BYTES));
    int at = position + Long.BYTES + Integer.BYTES;
    for (; consumers.size() < count; at += CONSUMER_BYTES) {
      UUID user = new UUID(buffer.getLong(at), buffer.getLong(at + 8));
      DeviceId device = DeviceId.of(buffer.getLong(at + 16));
      consumers.add(new HashedAddress(new HashedUser(user), device));
    }
    String node = buffer.getString(at + 4, at + 4 + buffer.getInt(at));
    return new ProbeRequest(node, consumers, buffer.getLong(position));
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
