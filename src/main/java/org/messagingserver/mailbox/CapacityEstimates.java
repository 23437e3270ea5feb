package org.messagingserver.mailbox;

import java.util.LinkedHashMap;
import java.util.Map;
import org.messagingserver.encryption.HashedAddress;

/**
 * Remembers how much may go into a mailbox before it must be counted again, so that a batch seldom
 * counts. An allowance is at most a fiftieth of the bound: other nodes that append meanwhile take a
 * mailbox past its bound by no more than that each.
 */
final class CapacityEstimates {
  private static final int SHARE = 50;
  private static final int MAX_REMEMBERED = 10_000;

  private record Allowance(long messages, long bytes) {}

  private final MailboxSettings settings;
  private final Map<HashedAddress, Allowance> remembered =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<HashedAddress, Allowance> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  CapacityEstimates(MailboxSettings settings) {
    this.settings = settings;
  }

  /** Takes this much off what is remembered; false where that does not cover it: count again. */
  boolean spend(HashedAddress to, long messages, long bytes) {
    Allowance left = remembered.remove(to);
    if (left == null || left.messages < messages || left.bytes < bytes) {
      return false;
    }
    remembered.put(to, new Allowance(left.messages - messages, left.bytes - bytes));
    return true;
  }

  /** Notes what a mailbox that was counted will hold once the batch at hand has gone in. */
  void counted(HashedAddress to, MailboxSize held) {
    long messages =
        Math.min(settings.maxMessages() / SHARE, settings.maxMessages() - held.messages());
    long bytes = Math.min(settings.maxBytes() / SHARE, settings.maxBytes() - held.bytes());
    if (messages > 0 && bytes > 0) {
      remembered.put(to, new Allowance(messages, bytes));
    }
  }
}
