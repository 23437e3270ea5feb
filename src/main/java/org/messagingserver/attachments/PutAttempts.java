package org.messagingserver.attachments;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.messagingserver.attachments.AttachmentException.Reason;

/**
 * Bounds how often one place may be put to: at once, because a client comes again before the server
 * knows that it had left, and at all, because only the place counts against quotas. May be used
 * from any thread.
 */
final class PutAttempts {
  static final int AT_ONCE = 2;
  static final int AT_ALL = 4;

  private final Map<String, Attempts> byName = new ConcurrentHashMap<>();

  private record Attempts(int running, int begun, long endsAt) {}

  /**
   * Begins one.
   *
   * @param endsAt when the place ends, in seconds since 1970
   * @throws AttachmentException if there are too many
   */
  void begin(String name, long endsAt) {
    byName.compute(name, (same, before) -> next(before, endsAt));
  }

  private static Attempts next(Attempts before, long endsAt) {
    if (before == null) {
      return new Attempts(1, 1, endsAt);
    }
    if (before.begun >= AT_ALL) {
      throw new AttachmentException(Reason.EXPIRED);
    }
    if (before.running >= AT_ONCE) {
      throw new AttachmentException(Reason.BUSY);
    }
    return new Attempts(before.running + 1, before.begun + 1, endsAt);
  }

  /** Ends one. */
  void end(String name) {
    byName.computeIfPresent(
        name, (same, now) -> new Attempts(now.running - 1, now.begun, now.endsAt));
  }

  boolean areRunning(String name) {
    Attempts attempts = byName.get(name);
    return attempts != null && attempts.running > 0;
  }

  /** Forgets places that have ended. */
  void expire(long now) {
    byName.values().removeIf(attempts -> attempts.running == 0 && attempts.endsAt <= now);
  }
}
