package org.messagingserver.delivery;

import java.util.function.LongPredicate;
import org.messagingserver.mailbox.MailboxPage;

/**
 * Notifies a client, once and never too early, that it has acked everything that waited at its
 * login. The mark is the newest row that the login read. Messages that a sibling has deleted, that
 * have expired or that cannot be opened no longer wait.
 *
 * <p>A read that began before the last look proves nothing: bus registrations may have lagged. So
 * the client is notified after a complete read that began with that look or later, and after which
 * no message up to the mark is left, or at the look itself if nothing waited. If all that is left
 * are rows that a sibling should be deleting, it is read again after growing pauses.
 */
final class DrainNotifier {
  private static final long NOTHING = 0;
  private static final long NOT_YET = Long.MAX_VALUE;
  private static final long FIRST_PAUSE_MILLIS = 100;

  private final EventLoop eventLoop;
  private final LongPredicate hasUnackedUpTo;
  private final LongPredicate skipsUpTo;
  private final Runnable requestRead;
  private final Runnable drained;
  private long mark = NOTHING;
  private long lookedAt = NOT_YET;
  private long pauseMillis = FIRST_PAUSE_MILLIS;
  private boolean hasRequestedRead;
  private boolean isWanted;

  /**
   * @param hasUnackedUpTo whether a known message, in this row or an older one, has not been acked
   *     by this client
   * @param skipsUpTo whether such a row is not delivered for now
   * @param requestRead requests a complete read
   * @param drained notifies the client
   */
  DrainNotifier(
      EventLoop eventLoop,
      LongPredicate hasUnackedUpTo,
      LongPredicate skipsUpTo,
      Runnable requestRead,
      Runnable drained) {
    this.eventLoop = eventLoop;
    this.hasUnackedUpTo = hasUnackedUpTo;
    this.skipsUpTo = skipsUpTo;
    this.requestRead = requestRead;
    this.drained = drained;
  }

  /** The client wants to know. */
  void request() {
    isWanted = true;
  }

  /** The read of the login. */
  void loginRead(MailboxPage first) {
    mark = first.registered() ? first.newest() : NOTHING;
  }

  /** The last look has come; it reads the mailbox. */
  void looked(long now) {
    lookedAt = now;
    if (mark == NOTHING) {
      end();
    }
  }

  /**
   * The mailbox has been read from the front to the end, and what was found has been delivered.
   *
   * @param asOf when that read began
   */
  void readThrough(long asOf) {
    if (!isWanted || asOf < lookedAt) {
      return;
    }
    hasRequestedRead = false;
    if (!hasUnackedUpTo.test(mark)) {
      if (skipsUpTo.test(mark)) {
        readLater();
      } else {
        end();
      }
    }
  }

  private void readLater() {
    hasRequestedRead = true;
    eventLoop.after(pauseMillis, this::read);
    pauseMillis *= 2;
  }

  private void read() {
    if (isWanted) {
      hasRequestedRead = true;
      requestRead.run();
    }
  }

  /** The client has acked a message; it may have been the last one that waited. */
  void acked() {
    if (isWanted && lookedAt != NOT_YET && !hasRequestedRead && !hasUnackedUpTo.test(mark)) {
      read();
    }
  }

  /** The device is not registered: nothing waits any more. */
  void unregistered() {
    mark = NOTHING;
    if (lookedAt != NOT_YET) {
      end();
    }
  }

  private void end() {
    if (isWanted) {
      isWanted = false;
      drained.run();
    }
  }
}
