package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.messagingserver.delivery.ConsumerEvent.HandedOver;
import org.messagingserver.delivery.ConsumerEvent.Predecessor;
import org.messagingserver.encryption.HashedAddress;

/** Hands messages over: those of one turn to one recipient together, in their order. */
final class HandoffBatcher {
  /** As many go in one event. */
  private static final int MAX_MESSAGES = 128;

  private record Departing(PendingMessage message, Predecessor before) {
    HandedOver handedOver() {
      return new HandedOver(message.id, before, message.content);
    }
  }

  private final EventLoop eventLoop;
  private final DeliveryBus bus;
  private final ObjLongConsumer<PendingMessage> onUnheard;
  private Map<HashedAddress, List<Departing>> gathered = new LinkedHashMap<>();

  /**
   * @param onUnheard told of each message for which nobody listens, and when that was asked for
   */
  HandoffBatcher(EventLoop eventLoop, DeliveryBus bus, ObjLongConsumer<PendingMessage> onUnheard) {
    this.eventLoop = eventLoop;
    this.bus = bus;
    this.onUnheard = onUnheard;
  }

  void add(PendingMessage message, Predecessor before) {
    if (gathered.isEmpty()) {
      eventLoop.afterThisTurn(this::departAll);
    }
    List<Departing> together = gathered.computeIfAbsent(message.to(), to -> new ArrayList<>(1));
    together.add(new Departing(message, before));
    if (together.size() == MAX_MESSAGES) {
      gathered.put(message.to(), new ArrayList<>());
      depart(message.to(), together);
    }
  }

  private void departAll() {
    Map<HashedAddress, List<Departing>> all = gathered;
    gathered = new LinkedHashMap<>();
    all.forEach(this::depart);
  }

  /** Messages that are finished or to be stored by now stay. */
  private void depart(HashedAddress to, List<Departing> together) {
    List<Departing> departing = together.stream().filter(one -> one.message.isHandedOff()).toList();
    if (!departing.isEmpty()) {
      long asked = eventLoop.millis();
      bus.publish(
              to,
              new ConsumerEvent.Messages(departing.stream().map(Departing::handedOver).toList()))
          .onFailure(nobody -> departing.forEach(one -> onUnheard.accept(one.message, asked)));
    }
  }
}
