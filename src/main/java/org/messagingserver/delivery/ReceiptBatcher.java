package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.messagingserver.encryption.HashedAddress;

/**
 * Sends the answers of one event loop's MailboxConsumers: those of one turn to one Dispatcher
 * together.
 */
final class ReceiptBatcher {
  private final EventLoop eventLoop;
  private final DeliveryBus bus;
  private final Runnable onLost;
  private final Map<Long, List<DeliveryReceipt>> gathered = new LinkedHashMap<>();

  /**
   * @param onLost told when answers could not be brought: hints from there may be lost as well
   */
  ReceiptBatcher(EventLoop eventLoop, DeliveryBus bus, Runnable onLost) {
    this.eventLoop = eventLoop;
    this.bus = bus;
    this.onLost = onLost;
  }

  void settled(HashedAddress from, UUID id) {
    add(DeliveryReceipt.settled(from, id));
  }

  void behind(HashedAddress from, UUID id) {
    add(DeliveryReceipt.behind(from, id));
  }

  private void add(DeliveryReceipt deliveryReceipt) {
    if (gathered.isEmpty()) {
      eventLoop.afterThisTurn(this::send);
    }
    long outbox = MessageIds.outboxOf(deliveryReceipt.id());
    gathered.computeIfAbsent(outbox, to -> new ArrayList<>()).add(deliveryReceipt);
  }

  private void send() {
    Map<Long, List<DeliveryReceipt>> all = new LinkedHashMap<>(gathered);
    gathered.clear();
    all.forEach((to, answers) -> bus.answer(to, answers).onFailure(lost -> onLost.run()));
  }
}
