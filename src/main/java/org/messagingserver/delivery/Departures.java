package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.messagingserver.delivery.InboxEvent.HandedOver;
import org.messagingserver.delivery.InboxEvent.Predecessor;
import org.messagingserver.encryption.HashedAddress;

/** Hands messages over: those of one turn to one recipient together, in their order. */
final class Departures {
  /** As many go in one event. */
  private static final int MAX_MESSAGES = 128;

  private record Departing(Outgoing message, Predecessor before) {
    HandedOver handedOver() {
      return new HandedOver(message.id, before, message.content);
    }
  }

  private final Loop loop;
  private final DeliveryBus bus;
  private final ObjLongConsumer<Outgoing> onUnheard;
  private Map<HashedAddress, List<Departing>> gathered = new LinkedHashMap<>();

  /**
   * @param onUnheard told of each message for which nobody listens, and when that was asked for
   */
  Departures(Loop loop, DeliveryBus bus, ObjLongConsumer<Outgoing> onUnheard) {
    this.loop = loop;
    this.bus = bus;
    this.onUnheard = onUnheard;
  }

  void add(Outgoing message, Predecessor before) {
    if (gathered.isEmpty()) {
      loop.afterThisTurn(this::departAll);
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
      long asked = loop.millis();
      bus.publish(
              to, new InboxEvent.Messages(departing.stream().map(Departing::handedOver).toList()))
          .onFailure(nobody -> departing.forEach(one -> onUnheard.accept(one.message, asked)));
    }
  }
}
