package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.messagingserver.delivery.DeliveryReceipt.Verdict;
import org.messagingserver.encryption.HashedAddress;

/**
 * Learns from the other MailboxConsumers of an Address, on whichever node they are, which messages
 * their clients have acked and the store may still show. A login waits for it no longer than {@link
 * #PATIENCE_MILLIS}, and not at all where there is no other MailboxConsumer. Nodes of an older
 * version do not answer.
 */
final class SiblingConsumers {
  static final long PATIENCE_MILLIS = 250;

  private static final class Asked {
    final Promise<List<UUID>> word = Promise.promise();
    final List<UUID> acked = new ArrayList<>();
    int missing;

    void end() {
      word.tryComplete(List.copyOf(acked));
    }
  }

  private final EventLoop eventLoop;
  private final DeliveryBus bus;
  private final MessageIds questions;
  private final Map<UUID, Asked> asked = new HashMap<>();

  /**
   * @param questions names for them, which tell at which Dispatcher others are to answer
   */
  SiblingConsumers(EventLoop eventLoop, DeliveryBus bus, MessageIds questions) {
    this.eventLoop = eventLoop;
    this.bus = bus;
    this.questions = questions;
  }

  /** The name of a question that nobody else asks. */
  UUID question() {
    return questions.next();
  }

  /**
   * Asks the others which messages their clients have acked that may not be deleted yet; never
   * fails. A read before they have answered is out of date. The caller is registered on the bus
   * already.
   */
  Future<List<UUID>> ask(HashedAddress owner, UUID question) {
    Asked here = new Asked();
    asked.put(question, here);
    EventLoop.Timer timer = eventLoop.after(PATIENCE_MILLIS, here::end);
    bus.listeners(owner)
        .onSuccess(listeners -> publish(owner, question, here, listeners - 1))
        .onFailure(unknown -> here.end());
    return here.word
        .future()
        .onComplete(
            over -> {
              timer.cancel();
              asked.remove(question);
            });
  }

  private void publish(HashedAddress owner, UUID question, Asked here, int others) {
    if (others <= 0) {
      here.end();
    } else {
      here.missing = others;
      bus.publish(owner, new ConsumerEvent.Question(question)).onFailure(nobody -> here.end());
    }
  }

  /** Whether what came where MailboxConsumers answer is the answer to a question. */
  static boolean isForThem(List<DeliveryReceipt> answer) {
    return last(answer).verdict() == Verdict.SAID;
  }

  private static DeliveryReceipt last(List<DeliveryReceipt> answer) {
    return answer.get(answer.size() - 1);
  }

  /** An answer has come: the acked messages, and last the question. */
  void answered(List<DeliveryReceipt> answer) {
    Asked here = asked.get(last(answer).id());
    if (here != null) {
      answer.stream()
          .filter(one -> one.verdict() == Verdict.ACKED)
          .forEach(one -> here.acked.add(one.id()));
      here.missing--;
      if (here.missing == 0) {
        here.end();
      }
    }
  }

  /** Answers the question of another MailboxConsumer. */
  void answer(HashedAddress owner, UUID question, List<UUID> acked) {
    List<DeliveryReceipt> answer = new ArrayList<>(acked.size() + 1);
    acked.forEach(id -> answer.add(new DeliveryReceipt(owner, id, Verdict.ACKED)));
    answer.add(new DeliveryReceipt(owner, question, Verdict.SAID));
    bus.answer(MessageIds.outboxOf(question), answer);
  }
}
