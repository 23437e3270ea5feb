package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.messagingserver.delivery.DeliveryReceipt.Disposition;
import org.messagingserver.encryption.HashedAddress;

/**
 * Learns from the other MailboxConsumers of an Address, on whichever node they are, which messages
 * their clients have acked and the store may still show. A login waits for it no longer than {@link
 * #TIMEOUT_MILLIS}, and not at all where there is no other MailboxConsumer. Nodes of an older
 * version do not reply.
 */
final class SiblingConsumers {
  static final long TIMEOUT_MILLIS = 250;

  /** For so long after a disturbance, registrations may be missing. */
  private static final long DISTURBED_MILLIS = 10_000;

  /**
   * Knowledge of a login about the others.
   *
   * @param exist whether there may be any
   * @param acked messages that they have acked, and the store may still show
   */
  record Siblings(boolean exist, List<UUID> acked) {}

  private static final class PendingQuery {
    private static final int UNKNOWN = -1;

    final Promise<Siblings> reply = Promise.promise();
    final List<UUID> acked = new ArrayList<>();
    private int missing = UNKNOWN;
    private boolean isAnswered;

    void expect(int replies) {
      missing = replies;
      endIfComplete();
    }

    /** A sibling has replied. */
    void answered() {
      isAnswered = true;
      oneLess();
    }

    /** One that was asked is no sibling any more. */
    void oneLess() {
      missing--;
      endIfComplete();
    }

    private void endIfComplete() {
      if (missing == 0) {
        end();
      }
    }

    void end() {
      reply.tryComplete(new Siblings(isAnswered || missing != 0, List.copyOf(acked)));
    }
  }

  private final EventLoop eventLoop;
  private final DeliveryBus bus;
  private final MessageIds ids;
  private final Map<UUID, PendingQuery> pendingQueries = new HashMap<>();
  private final Map<UUID, List<DeliveryReceipt>> replies = new HashMap<>();
  private Optional<Long> disturbedAt = Optional.empty();

  /**
   * @param ids makes their ids, which tell to which Dispatcher others are to reply
   */
  SiblingConsumers(EventLoop eventLoop, DeliveryBus bus, MessageIds ids) {
    this.eventLoop = eventLoop;
    this.bus = bus;
    this.ids = ids;
  }

  /** Members have come or gone, or registrations are missing: sockets may not find each other. */
  void disturbed() {
    disturbedAt = Optional.of(eventLoop.millis());
  }

  /** Whether members have come or gone since, or registrations were found missing. */
  boolean isDisturbedSince(long millis) {
    return disturbedAt.isPresent() && disturbedAt.get() >= millis;
  }

  /** Whether a socket that found no other one at a time may have missed one, then or later. */
  boolean mayHaveMissed(long millis) {
    return disturbedAt.isPresent() && disturbedAt.get() + DISTURBED_MILLIS >= millis;
  }

  /** The id of a new query, which no other query has. */
  UUID newQuery() {
    return ids.next();
  }

  /**
   * Asks the others which messages their clients have acked that may not be deleted yet; never
   * fails. A read before they have replied is out of date. The caller is registered on the bus
   * already.
   */
  Future<Siblings> query(HashedAddress owner, UUID query) {
    PendingQuery pending = new PendingQuery();
    pendingQueries.put(query, pending);
    EventLoop.Timer timer = eventLoop.after(TIMEOUT_MILLIS, pending::end);
    bus.query(
            owner,
            new ConsumerEvent.AckQuery(query),
            () -> eventLoop.afterThisTick(pending::oneLess))
        .onSuccess(pending::expect)
        .onFailure(unknown -> pending.end());
    return pending
        .reply
        .future()
        .onComplete(
            over -> {
              timer.cancel();
              pendingQueries.remove(query);
            });
  }

  /** Whether what arrived where receipts arrive is the reply to a query. */
  static boolean isReply(List<DeliveryReceipt> reply) {
    return isNone(reply) || last(reply).disposition() == Disposition.END_OF_REPLY;
  }

  private static boolean isNone(List<DeliveryReceipt> reply) {
    return last(reply).disposition() == Disposition.NONE_HERE;
  }

  private static DeliveryReceipt last(List<DeliveryReceipt> reply) {
    return reply.get(reply.size() - 1);
  }

  /** A reply has come: the acked messages, and last the query. */
  void receive(List<DeliveryReceipt> reply) {
    PendingQuery pending = pendingQueries.get(last(reply).id());
    if (pending != null) {
      reply.stream()
          .filter(one -> one.disposition() == Disposition.UNDELETED)
          .forEach(one -> pending.acked.add(one.id()));
      if (isNone(reply)) {
        pending.oneLess();
      } else {
        pending.answered();
      }
    }
  }

  /**
   * Replies to the query of another MailboxConsumer. All of this event loop that a query reaches
   * reply in one tick, and together: the one that asked expects one reply from each event loop.
   */
  void reply(HashedAddress owner, UUID query, List<UUID> acked) {
    List<DeliveryReceipt> reply = replies.computeIfAbsent(query, first -> begin(owner, query));
    acked.forEach(id -> reply.add(new DeliveryReceipt(owner, id, Disposition.UNDELETED)));
  }

  private List<DeliveryReceipt> begin(HashedAddress owner, UUID query) {
    eventLoop.afterThisTick(() -> send(owner, query));
    return new ArrayList<>();
  }

  private void send(HashedAddress owner, UUID query) {
    List<DeliveryReceipt> reply = replies.remove(query);
    reply.add(new DeliveryReceipt(owner, query, Disposition.END_OF_REPLY));
    bus.sendReceipts(MessageIds.dispatcherOf(query), reply);
  }
}
