package org.messagingserver.delivery;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.util.UUID;
import org.messagingserver.delivery.LoopEvent.Changed;
import org.messagingserver.delivery.LoopEvent.Delivery;
import org.messagingserver.delivery.LoopEvent.Moved;
import org.messagingserver.delivery.LoopEvent.Probe;
import org.messagingserver.directory.Place;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.protocol.DeviceId;

/**
 * Events between nodes. One kind byte; behind all but {@link #PROBE} 16 bytes of hashed user and 8
 * of device; behind {@link #DELIVERY} and {@link #MOVED} 8 of token; behind {@link #DELIVERY} 16 of
 * the sending node and 8 of its event loop; then the event as {@link ConsumerEventCodec} has it.
 * All big-endian. On one node they pass as they are.
 */
final class LoopEventCodec implements MessageCodec<LoopEvent, LoopEvent> {
  private static final byte DELIVERY = 1;
  private static final byte MOVED = 2;
  private static final byte CHANGED = 3;
  private static final byte PROBE = 4;
  private static final int TOKEN_AT = 1 + 24;
  private static final int BEHIND_TOKEN = TOKEN_AT + 8;

  private final ConsumerEventCodec events = new ConsumerEventCodec();

  @Override
  public void encodeToWire(Buffer buffer, LoopEvent event) {
    if (event instanceof Delivery delivery) {
      append(buffer.appendByte(DELIVERY), delivery.to());
      buffer.appendLong(delivery.token());
      append(buffer, delivery.from().node());
      buffer.appendLong(delivery.from().loop());
      events.encodeToWire(buffer, delivery.event());
    } else if (event instanceof Moved moved) {
      append(buffer.appendByte(MOVED), moved.to());
      buffer.appendLong(moved.token());
      events.encodeToWire(buffer, moved.event());
    } else if (event instanceof Changed changed) {
      append(buffer.appendByte(CHANGED), changed.address());
    } else {
      buffer.appendByte(PROBE);
    }
  }

  private static void append(Buffer buffer, HashedAddress address) {
    append(buffer, address.user().value());
    buffer.appendLong(address.device().asLong());
  }

  private static void append(Buffer buffer, UUID uuid) {
    buffer.appendLong(uuid.getMostSignificantBits()).appendLong(uuid.getLeastSignificantBits());
  }

  @Override
  public LoopEvent decodeFromWire(int position, Buffer buffer) {
    return switch (buffer.getByte(position)) {
      case DELIVERY ->
          new Delivery(
              address(position + 1, buffer),
              buffer.getLong(position + TOKEN_AT),
              new Place(
                  uuid(position + BEHIND_TOKEN, buffer),
                  buffer.getLong(position + BEHIND_TOKEN + 16)),
              events.decodeFromWire(position + BEHIND_TOKEN + 24, buffer));
      case MOVED ->
          new Moved(
              address(position + 1, buffer),
              buffer.getLong(position + TOKEN_AT),
              events.decodeFromWire(position + BEHIND_TOKEN, buffer));
      case CHANGED -> new Changed(address(position + 1, buffer));
      case PROBE -> new Probe();
      default -> throw new IllegalArgumentException("an event of a later version");
    };
  }

  private static HashedAddress address(int at, Buffer buffer) {
    return new HashedAddress(
        new HashedUser(uuid(at, buffer)), DeviceId.of(buffer.getLong(at + 16)));
  }

  private static UUID uuid(int at, Buffer buffer) {
    return new UUID(buffer.getLong(at), buffer.getLong(at + 8));
  }

  @Override
  public LoopEvent transform(LoopEvent event) {
    return event;
  }

  @Override
  public String name() {
    return "loop-event";
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
