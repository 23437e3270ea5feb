package org.messagingserver.delivery;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.messagingserver.delivery.DeliveryReceipt.Verdict;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.protocol.DeviceId;

/**
 * Answers between nodes: a count of 4 bytes, then for each 16 bytes of hashed user, 8 of device, 16
 * of message id and 1 of verdict, all big-endian. On one node they pass as they are.
 */
final class ReceiptCodec implements MessageCodec<List<DeliveryReceipt>, List<DeliveryReceipt>> {
  private static final int ANSWER_BYTES = 41;
  private static final List<Verdict> VERDICTS =
      List.of(Verdict.BEHIND, Verdict.SETTLED, Verdict.ACKED, Verdict.SAID);

  @Override
  public void encodeToWire(Buffer buffer, List<DeliveryReceipt> answers) {
    buffer.appendInt(answers.size());
    for (DeliveryReceipt deliveryReceipt : answers) {
      append(buffer, deliveryReceipt.from().user().value());
      buffer.appendLong(deliveryReceipt.from().device().asLong());
      append(buffer, deliveryReceipt.id());
      buffer.appendByte((byte) VERDICTS.indexOf(deliveryReceipt.verdict()));
    }
  }

  private static void append(Buffer buffer, UUID uuid) {
    buffer.appendLong(uuid.getMostSignificantBits()).appendLong(uuid.getLeastSignificantBits());
  }

  @Override
  public List<DeliveryReceipt> decodeFromWire(int position, Buffer buffer) {
    int count = buffer.getInt(position);
    List<DeliveryReceipt> answers =
        new ArrayList<>(Math.min(count, buffer.length() / ANSWER_BYTES));
    for (int at = position + Integer.BYTES; answers.size() < count; at += ANSWER_BYTES) {
      HashedUser user = new HashedUser(uuid(buffer, at));
      DeviceId device = DeviceId.of(buffer.getLong(at + 16));
      Verdict verdict = verdict(buffer.getByte(at + 40));
      answers.add(
          new DeliveryReceipt(new HashedAddress(user, device), uuid(buffer, at + 24), verdict));
    }
    return answers;
  }

  /** An unknown code of a later version is no Ack. */
  private static Verdict verdict(byte code) {
    return code > 0 && code < VERDICTS.size() ? VERDICTS.get(code) : Verdict.BEHIND;
  }

  private static UUID uuid(Buffer buffer, int at) {
    return new UUID(buffer.getLong(at), buffer.getLong(at + 8));
  }

  @Override
  public List<DeliveryReceipt> transform(List<DeliveryReceipt> answers) {
    return answers;
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
