package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.messagingserver.delivery.DeliveryReceipt.Disposition;
import org.messagingserver.delivery.DeliveryReceipt.Origin;
import org.messagingserver.encryption.HashedAddress;

/**
 * Sends the receipts of one event loop's MailboxConsumers: those of one tick to one Dispatcher
 * together.
 */
final class ReceiptBatcher {
  private final EventLoop eventLoop;
  private final DeliveryBus bus;
  private final Runnable onLost;
  private final Map<Long, List<DeliveryReceipt>> gathered = new LinkedHashMap<>();

  /**
   * @param onLost called when receipts could not be sent: notifications from there may be lost as
   *     well
   */
  ReceiptBatcher(EventLoop eventLoop, DeliveryBus bus, Runnable onLost) {
    this.eventLoop = eventLoop;
    this.bus = bus;
    this.onLost = onLost;
  }

  void acked(HashedAddress from, UUID id) {
    add(DeliveryReceipt.acked(from, id));
  }

  void declined(HashedAddress from, UUID id) {
    add(DeliveryReceipt.declined(from, id));
  }

  void noCredit(HashedAddress from, UUID id) {
    add(new DeliveryReceipt(from, id, Disposition.NO_CREDIT));
  }

  void credit(HashedAddress from, UUID id) {
    add(new DeliveryReceipt(from, id, Disposition.CREDIT));
  }

  void stale(HashedAddress from, UUID id, UUID by) {
    add(DeliveryReceipt.stale(from, id, new Origin(by, bus.loop(), bus.listenersHere(from))));
  }

  private void add(DeliveryReceipt receipt) {
    if (gathered.isEmpty()) {
      eventLoop.afterThisTick(this::send);
    }
    long dispatcherId = MessageIds.dispatcherOf(receipt.id());
    gathered.computeIfAbsent(dispatcherId, to -> new ArrayList<>()).add(receipt);
  }

  private void send() {
    Map<Long, List<DeliveryReceipt>> all = new LinkedHashMap<>(gathered);
    gathered.clear();
    all.forEach((to, receipts) -> bus.sendReceipts(to, receipts).onFailure(lost -> onLost.run()));
  }
}
