package org.messagingserver.delivery;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.messagingserver.delivery.ConsumerEvent.HandedOver;
import org.messagingserver.delivery.ConsumerEvent.Notification;
import org.messagingserver.delivery.ConsumerEvent.Predecessor;
import org.messagingserver.encryption.HashedRegistration;

/**
 * MailboxConsumer events between nodes. One kind byte; behind {@link #STORED} a count of 4 bytes
 * and for each notification 16 bytes of id and 8 of row; behind {@link #ACK_QUERY} 16 of id; behind
 * {@link #MESSAGES} a count as well, and for each message 16 bytes of id, 16 of the id before it
 * (zeros for none) and 8 of how long that is stored, 4 of length and its content. {@link
 * #MESSAGES_FOR_REGISTRATIONS} begins each message with 16 bytes of the registration that it is for
 * (zeros for any) and 16 of its sender's delivery token (zeros for none); behind {@link
 * #REGISTERED_AS} 16 of registration, 1 of flags ({@link #REPLACED}, {@link #ADMISSION_CHANGED}),
 * 16 of the MailboxConsumer that registered it; behind {@link #ONLINE_ONLY} 16 of registration, 16
 * of delivery token, 4 of length and the content. All big-endian. On one node events pass as they
 * are.
 */
final class ConsumerEventCodec {
  private static final byte STORED = 1;
  private static final byte UNREGISTERED = 3;
  private static final byte KEYS_LOW = 4;
  private static final byte MESSAGES = 7;
  private static final byte ACK_QUERY = 8;
  private static final byte MESSAGES_FOR_REGISTRATIONS = 9;
  private static final byte REGISTERED_AS = 10;
  private static final byte ONLINE_ONLY = 11;
  private static final int REPLACED = 1;
  private static final int ADMISSION_CHANGED = 2;
  private static final int UUID_BYTES = 16;
  private static final UUID ZEROS = new UUID(0, 0);
  private static final Predecessor NONE = new Predecessor(ZEROS, Predecessor.UNFINISHED);
  private static final int NOTIFICATION_BYTES = 24;
  private static final int HEAD_BYTES = 44;

  void encodeToWire(Buffer buffer, ConsumerEvent event) {
    if (event instanceof ConsumerEvent.Messages messages) {
      append(buffer, messages, messages.areAddressed());
    } else if (event instanceof ConsumerEvent.Stored stored) {
      buffer.appendByte(STORED).appendInt(stored.notifications().size());
      for (Notification notification : stored.notifications()) {
        append(buffer, notification.id());
        buffer.appendLong(notification.row());
      }
    } else if (event instanceof ConsumerEvent.RegisteredAs as) {
      append(buffer.appendByte(REGISTERED_AS), as.registration().value());
      append(buffer.appendByte(flags(as)), as.by());
    } else if (event instanceof ConsumerEvent.OnlineOnly message) {
      buffer.appendByte(ONLINE_ONLY);
      append(buffer, message.registration(), message.deliveryToken());
      append(buffer, message.content());
    } else if (event instanceof ConsumerEvent.Unregistered) {
      buffer.appendByte(UNREGISTERED);
    } else if (event instanceof ConsumerEvent.KeysLow) {
      buffer.appendByte(KEYS_LOW);
    } else {
      append(buffer.appendByte(ACK_QUERY), ((ConsumerEvent.AckQuery) event).id());
    }
  }

  private static void append(
      Buffer buffer, ConsumerEvent.Messages messages, boolean withRegistrations) {
    buffer
        .appendByte(withRegistrations ? MESSAGES_FOR_REGISTRATIONS : MESSAGES)
        .appendInt(messages.handedOver().size());
    for (HandedOver message : messages.handedOver()) {
      if (withRegistrations) {
        append(buffer, message.registration(), message.deliveryToken());
      }
      append(buffer, message);
    }
  }

  private static void append(Buffer buffer, HandedOver message) {
    append(buffer, message.id());
    Predecessor predecessor = message.predecessor() == null ? NONE : message.predecessor();
    append(buffer, predecessor.id());
    buffer.appendLong(predecessor.storedMillisAgo());
    append(buffer, message.content());
  }

  private static void append(Buffer buffer, Buffer content) {
    buffer.appendInt(content.length()).appendBuffer(content);
  }

  private static void append(
      Buffer buffer, Optional<HashedRegistration> registration, Optional<UUID> deliveryToken) {
    append(buffer, registration.map(HashedRegistration::value).orElse(ZEROS));
    append(buffer, deliveryToken.orElse(ZEROS));
  }

  private static void append(Buffer buffer, UUID uuid) {
    buffer.appendLong(uuid.getMostSignificantBits()).appendLong(uuid.getLeastSignificantBits());
  }

  private static byte flags(ConsumerEvent.RegisteredAs as) {
    return (byte)
        ((as.replaced() ? REPLACED : 0) | (as.admissionChanged() ? ADMISSION_CHANGED : 0));
  }

  private static UUID uuid(int at, Buffer buffer) {
    return new UUID(buffer.getLong(at), buffer.getLong(at + 8));
  }

  ConsumerEvent decodeFromWire(int position, Buffer buffer) {
    return switch (buffer.getByte(position)) {
      case MESSAGES -> messages(position + 1, buffer, false);
      case MESSAGES_FOR_REGISTRATIONS -> messages(position + 1, buffer, true);
      case STORED -> stored(position + 1, buffer);
      case REGISTERED_AS ->
          new ConsumerEvent.RegisteredAs(
              new HashedRegistration(uuid(position + 1, buffer)),
              (buffer.getByte(position + 1 + UUID_BYTES) & REPLACED) != 0,
              (buffer.getByte(position + 1 + UUID_BYTES) & ADMISSION_CHANGED) != 0,
              uuid(position + 2 + UUID_BYTES, buffer));
      case ONLINE_ONLY ->
          new ConsumerEvent.OnlineOnly(
              content(position + 1 + 2 * UUID_BYTES, buffer),
              registration(position + 1, buffer),
              unlessZeros(uuid(position + 1 + UUID_BYTES, buffer)));
      case UNREGISTERED -> new ConsumerEvent.Unregistered();
      case KEYS_LOW -> new ConsumerEvent.KeysLow();
      case ACK_QUERY -> new ConsumerEvent.AckQuery(uuid(position + 1, buffer));
      default -> throw new IllegalArgumentException("a consumer event of a later version");
    };
  }

  private static ConsumerEvent messages(int position, Buffer buffer, boolean withRegistrations) {
    int count = buffer.getInt(position);
    List<HandedOver> messages = new ArrayList<>(Math.min(count, buffer.length() / HEAD_BYTES));
    int at = position + Integer.BYTES;
    while (messages.size() < count) {
      Optional<HashedRegistration> registration = Optional.empty();
      Optional<UUID> deliveryToken = Optional.empty();
      if (withRegistrations) {
        registration = registration(at, buffer);
        deliveryToken = unlessZeros(uuid(at + UUID_BYTES, buffer));
        at += 2 * UUID_BYTES;
      }
      HandedOver message = handedOver(at, buffer, registration, deliveryToken);
      messages.add(message);
      at += HEAD_BYTES + message.content().length();
    }
    return new ConsumerEvent.Messages(messages);
  }

  private static Optional<HashedRegistration> registration(int at, Buffer buffer) {
    return unlessZeros(uuid(at, buffer)).map(HashedRegistration::new);
  }

  private static Optional<UUID> unlessZeros(UUID value) {
    return value.equals(ZEROS) ? Optional.empty() : Optional.of(value);
  }

  private static HandedOver handedOver(
      int at,
      Buffer buffer,
      Optional<HashedRegistration> registration,
      Optional<UUID> deliveryToken) {
    Predecessor predecessor = new Predecessor(uuid(at + 16, buffer), buffer.getLong(at + 32));
    return new HandedOver(
        uuid(at, buffer),
        predecessor.equals(NONE) ? null : predecessor,
        content(at + 40, buffer),
        registration,
        deliveryToken);
  }

  private static Buffer content(int at, Buffer buffer) {
    int from = at + Integer.BYTES;
    return buffer.getBuffer(from, from + buffer.getInt(at));
  }

  private static ConsumerEvent stored(int position, Buffer buffer) {
    int count = buffer.getInt(position);
    List<Notification> notifications =
        new ArrayList<>(Math.min(count, buffer.length() / NOTIFICATION_BYTES));
    for (int at = position + Integer.BYTES;
        notifications.size() < count;
        at += NOTIFICATION_BYTES) {
      notifications.add(new Notification(uuid(at, buffer), buffer.getLong(at + 16)));
    }
    return new ConsumerEvent.Stored(notifications);
  }
}
