package org.messagingserver.delivery;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.messagingserver.delivery.DeliveryReceipt.Disposition;
import org.messagingserver.delivery.DeliveryReceipt.Origin;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.protocol.DeviceId;

/**
 * Receipts between nodes: a count of 4 bytes, then for each 16 bytes of hashed user, 8 of device,
 * 16 of message id and 1 of verdict; then for each {@link Disposition#STALE} 16 of the
 * MailboxConsumer, 8 of its event loop and a count of 4. All big-endian. On one node they pass as
 * they are.
 */
final class ReceiptCodec implements MessageCodec<List<DeliveryReceipt>, List<DeliveryReceipt>> {
  private static final int ORIGIN_BYTES = 28;
  private static final int RECEIPT_BYTES = 41;
  private static final List<Disposition> DISPOSITIONS =
      List.of(
          Disposition.DECLINED,
          Disposition.ACKED,
          Disposition.UNDELETED,
          Disposition.END_OF_REPLY,
          Disposition.STALE,
          Disposition.NONE_HERE,
          Disposition.NO_CREDIT,
          Disposition.CREDIT);

  @Override
  public void encodeToWire(Buffer buffer, List<DeliveryReceipt> receipts) {
    buffer.appendInt(receipts.size());
    for (DeliveryReceipt receipt : receipts) {
      append(buffer, receipt.from().user().value());
      buffer.appendLong(receipt.from().device().asLong());
      append(buffer, receipt.id());
      buffer.appendByte((byte) DISPOSITIONS.indexOf(receipt.disposition()));
    }
    receipts.forEach(receipt -> receipt.by().ifPresent(by -> append(buffer, by)));
  }

  private static void append(Buffer buffer, Origin origin) {
    append(buffer, origin.consumer());
    buffer.appendLong(origin.loop()).appendInt(origin.consumers());
  }

  private static Origin origin(Buffer buffer, int at) {
    return new Origin(uuid(buffer, at), buffer.getLong(at + 16), buffer.getInt(at + 24));
  }

  private static void append(Buffer buffer, UUID uuid) {
    buffer.appendLong(uuid.getMostSignificantBits()).appendLong(uuid.getLeastSignificantBits());
  }

  @Override
  public List<DeliveryReceipt> decodeFromWire(int position, Buffer buffer) {
    int count = buffer.getInt(position);
    List<DeliveryReceipt> receipts =
        new ArrayList<>(Math.min(count, buffer.length() / RECEIPT_BYTES));
    int origin = position + Integer.BYTES + count * RECEIPT_BYTES;
    for (int at = position + Integer.BYTES; receipts.size() < count; at += RECEIPT_BYTES) {
      HashedUser user = new HashedUser(uuid(buffer, at));
      DeviceId device = DeviceId.of(buffer.getLong(at + 16));
      Disposition disposition = disposition(buffer.getByte(at + 40));
      Optional<Origin> by = Optional.empty();
      if (disposition == Disposition.STALE) {
        by = Optional.of(origin(buffer, origin));
        origin += ORIGIN_BYTES;
      }
      receipts.add(
          new DeliveryReceipt(
              new HashedAddress(user, device), uuid(buffer, at + 24), disposition, by));
    }
    return receipts;
  }

  /** An unknown code of a later version is no Ack. */
  private static Disposition disposition(byte code) {
    return code > 0 && code < DISPOSITIONS.size() ? DISPOSITIONS.get(code) : Disposition.DECLINED;
  }

  private static UUID uuid(Buffer buffer, int at) {
    return new UUID(buffer.getLong(at), buffer.getLong(at + 8));
  }

  @Override
  public List<DeliveryReceipt> transform(List<DeliveryReceipt> receipts) {
    return receipts;
  }

  @Override
  public String name() {
    return "answers";
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
