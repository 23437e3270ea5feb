package org.messagingserver.mailbox;

import java.util.LinkedHashMap;
import java.util.Map;
import org.messagingserver.encryption.HashedAddress;

/**
 * Remembers how much may go into a mailbox before it must be counted again, so that a batch seldom
 * counts. An estimate is at most a fiftieth of the bound: other nodes that append meanwhile take a
 * mailbox past its bound by no more than that each.
 */
final class CapacityEstimates {
  private static final int FRACTION = 50;
  private static final int MAX_REMEMBERED = 10_000;

  private record Estimate(long messages, long bytes) {}

  private final MailboxSettings settings;
  private final Map<HashedAddress, Estimate> estimates =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<HashedAddress, Estimate> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  CapacityEstimates(MailboxSettings settings) {
    this.settings = settings;
  }

  /** Reserves this much of an estimate; false if the estimate does not cover it: count again. */
  boolean reserve(HashedAddress to, long messages, long bytes) {
    Estimate estimate = estimates.remove(to);
    if (estimate == null || estimate.messages < messages || estimate.bytes < bytes) {
      return false;
    }
    estimates.put(to, new Estimate(estimate.messages - messages, estimate.bytes - bytes));
    return true;
  }

  /** Notes what a mailbox that was counted will hold once the batch at hand has gone in. */
  void update(HashedAddress to, MailboxSize held) {
    long messages =
        Math.min(settings.maxMessages() / FRACTION, settings.maxMessages() - held.messages());
    long bytes = Math.min(settings.maxBytes() / FRACTION, settings.maxBytes() - held.bytes());
    if (messages > 0 && bytes > 0) {
      estimates.put(to, new Estimate(messages, bytes));
    }
  }
}
