package org.messagingserver.delivery;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * Message ids that no other Dispatcher makes: 64 random bits for each Dispatcher, then a counter.
 * Neighbours in time are neighbours in the store's index, and the time itself is not in them.
 */
final class MessageIds {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final long dispatcherId;
  private long count;

  MessageIds() {
    this(RANDOM.nextLong());
  }

  MessageIds(long dispatcherId) {
    this.dispatcherId = dispatcherId;
  }

  /** The Dispatcher that made an id. */
  static long dispatcherOf(UUID id) {
    return id.getMostSignificantBits();
  }

  /** How many ids the same Dispatcher had made before: in each of its RecipientQueues they rise. */
  static long countOf(UUID id) {
    return id.getLeastSignificantBits();
  }

  long dispatcherId() {
    return dispatcherId;
  }

  UUID next() {
    return new UUID(dispatcherId, ++count);
  }
}
