package org.messagingserver.delivery;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * Message ids that no other Outbox makes: 64 random bits for each Outbox, then a counter.
 * Neighbours in time are neighbours in the store's index, and the time itself is not in them.
 */
final class MessageIds {
  private final long outbox = new SecureRandom().nextLong();
  private long count;

  UUID next() {
    return new UUID(outbox, count++);
  }
}
