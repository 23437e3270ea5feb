package org.messagingserver.delivery;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.messagingserver.delivery.InboxEvent.Hint;

/**
 * Inbox events between nodes. One kind byte; behind {@link #STORED} a count of 4 bytes and for each
 * hint 16 bytes of id and 8 of row, all big-endian. On one node events pass as they are.
 */
final class InboxEventCodec implements MessageCodec<InboxEvent, InboxEvent> {
  private static final byte STORED = 1;
  private static final byte REGISTERED = 2;
  private static final byte UNREGISTERED = 3;
  private static final byte KEYS_LOW = 4;
  private static final int HINT_BYTES = 24;

  @Override
  public void encodeToWire(Buffer buffer, InboxEvent event) {
    if (event instanceof InboxEvent.Stored stored) {
      buffer.appendByte(STORED).appendInt(stored.hints().size());
      for (Hint hint : stored.hints()) {
        buffer
            .appendLong(hint.id().getMostSignificantBits())
            .appendLong(hint.id().getLeastSignificantBits())
            .appendLong(hint.row());
      }
    } else if (event instanceof InboxEvent.Registered) {
      buffer.appendByte(REGISTERED);
    } else if (event instanceof InboxEvent.Unregistered) {
      buffer.appendByte(UNREGISTERED);
    } else {
      buffer.appendByte(KEYS_LOW);
    }
  }

  @Override
  public InboxEvent decodeFromWire(int position, Buffer buffer) {
    return switch (buffer.getByte(position)) {
      case STORED -> stored(position + 1, buffer);
      case REGISTERED -> new InboxEvent.Registered();
      case UNREGISTERED -> new InboxEvent.Unregistered();
      case KEYS_LOW -> new InboxEvent.KeysLow();
      default -> throw new IllegalArgumentException("an inbox event of a later version");
    };
  }

  private static InboxEvent stored(int position, Buffer buffer) {
    int count = buffer.getInt(position);
    List<Hint> hints = new ArrayList<>(Math.min(count, buffer.length() / HINT_BYTES));
    for (int at = position + Integer.BYTES; hints.size() < count; at += HINT_BYTES) {
      UUID id = new UUID(buffer.getLong(at), buffer.getLong(at + 8));
      hints.add(new Hint(id, buffer.getLong(at + 16)));
    }
    return new InboxEvent.Stored(hints);
  }

  @Override
  public InboxEvent transform(InboxEvent event) {
    return event;
  }

  @Override
  public String name() {
    return "inbox-event";
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
