package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.messagingserver.delivery.ConsumerEvent.HandedOver;
import org.messagingserver.delivery.ConsumerEvent.Predecessor;
import org.messagingserver.encryption.HashedAddress;

/** Hands messages over: those of one tick to one recipient together, in their order. */
final class HandoffBatcher {
  /** As many go in one event. */
  private static final int MAX_MESSAGES = 128;

  private record Handoff(PendingMessage message, Predecessor predecessor) {
    HandedOver handedOver() {
      return new HandedOver(
          message.id, predecessor, message.content, message.registration, message.deliveryToken);
    }
  }

  private final EventLoop eventLoop;
  private final DeliveryBus bus;
  private final ObjLongConsumer<PendingMessage> onNoListeners;
  private Map<HashedAddress, List<Handoff>> gathered = new LinkedHashMap<>();

  /**
   * @param onNoListeners called for each message for which nobody listens, with the time of the
   *     attempt
   */
  HandoffBatcher(
      EventLoop eventLoop, DeliveryBus bus, ObjLongConsumer<PendingMessage> onNoListeners) {
    this.eventLoop = eventLoop;
    this.bus = bus;
    this.onNoListeners = onNoListeners;
  }

  void add(PendingMessage message, Predecessor predecessor) {
    if (gathered.isEmpty()) {
      eventLoop.afterThisTick(this::publishAll);
    }
    List<Handoff> batch = gathered.computeIfAbsent(message.to(), to -> new ArrayList<>(1));
    batch.add(new Handoff(message, predecessor));
    if (batch.size() == MAX_MESSAGES) {
      gathered.put(message.to(), new ArrayList<>());
      publish(message.to(), batch);
    }
  }

  /** Drops the messages gathered for a recipient, which are to be added again. */
  void forget(HashedAddress to) {
    gathered.remove(to);
  }

  /** Drops a message, and those behind it, which are to be added again. */
  void forgetFrom(PendingMessage message) {
    List<Handoff> batch = gathered.get(message.to());
    if (batch != null) {
      long first = MessageIds.countOf(message.id);
      batch.removeIf(one -> MessageIds.countOf(one.message.id) >= first);
    }
  }

  private void publishAll() {
    Map<HashedAddress, List<Handoff>> all = gathered;
    gathered = new LinkedHashMap<>();
    all.forEach(this::publish);
  }

  /** Messages that are finished or to be stored by now stay. */
  private void publish(HashedAddress to, List<Handoff> batch) {
    List<Handoff> handoffs = batch.stream().filter(one -> one.message.isHandedOff()).toList();
    if (!handoffs.isEmpty()) {
      long publishedAt = eventLoop.millis();
      handoffs.forEach(one -> one.message.markOffered());
      bus.publish(
              to, new ConsumerEvent.Messages(handoffs.stream().map(Handoff::handedOver).toList()))
          .onFailure(
              nobody -> handoffs.forEach(one -> onNoListeners.accept(one.message, publishedAt)));
    }
  }
}
