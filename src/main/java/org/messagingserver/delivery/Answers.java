package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.messagingserver.encryption.HashedAddress;

/** Sends the answers of one event loop's Inboxes: those of one turn to one Outbox together. */
final class Answers {
  private final Loop loop;
  private final DeliveryBus bus;
  private final Runnable onLost;
  private final Map<Long, List<Answer>> gathered = new LinkedHashMap<>();

  /**
   * @param onLost told when answers could not be brought: hints from there may be lost as well
   */
  Answers(Loop loop, DeliveryBus bus, Runnable onLost) {
    this.loop = loop;
    this.bus = bus;
    this.onLost = onLost;
  }

  void settled(HashedAddress from, UUID id) {
    add(Answer.settled(from, id));
  }

  void behind(HashedAddress from, UUID id) {
    add(Answer.behind(from, id));
  }

  private void add(Answer answer) {
    if (gathered.isEmpty()) {
      loop.afterThisTurn(this::send);
    }
    long outbox = MessageIds.outboxOf(answer.id());
    gathered.computeIfAbsent(outbox, to -> new ArrayList<>()).add(answer);
  }

  private void send() {
    Map<Long, List<Answer>> all = new LinkedHashMap<>(gathered);
    gathered.clear();
    all.forEach((to, answers) -> bus.answer(to, answers).onFailure(lost -> onLost.run()));
  }
}
