package org.messagingserver.delivery;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * Message ids that no other Dispatcher makes: 64 random bits for each Dispatcher, then a counter.
 * Neighbours in time are neighbours in the store's index, and the time itself is not in them.
 */
final class MessageIds {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final long outbox;
  private long count;

  MessageIds() {
    this(RANDOM.nextLong());
  }

  MessageIds(long outbox) {
    this.outbox = outbox;
  }

  /** The Dispatcher that made an id. */
  static long outboxOf(UUID id) {
    return id.getMostSignificantBits();
  }

  /** How many ids the same Dispatcher had made before: in each of its lanes they rise. */
  static long countOf(UUID id) {
    return id.getLeastSignificantBits();
  }

  long outbox() {
    return outbox;
  }

  UUID next() {
    return new UUID(outbox, ++count);
  }
}
