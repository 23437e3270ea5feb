package org.messagingserver.delivery;

/**
 * Whether it makes sense to hand messages over to a recipient's MailboxConsumers, as far as is
 * known.
 */
sealed interface Reachability {

  /** Whether it is worth trying now. */
  boolean shouldTry(long now);

  /** A MailboxConsumer sends receipts, or nothing is known. */
  enum Responsive implements Reachability {
    RESPONSIVE;

    @Override
    public boolean shouldTry(long now) {
      return true;
    }
  }

  /** Nobody listened when something was last published, which was at this time. */
  record Unreachable(long since) implements Reachability {
    /** It is tried again this long after. */
    private static final long RETRY_MILLIS = 1000;

    @Override
    public boolean shouldTry(long now) {
      return now - since >= RETRY_MILLIS;
    }

    /** Whether that was a moment ago: a MailboxConsumer that came since reads again by itself. */
    boolean isRecent(long now) {
      return now - since <= MailboxConsumer.FIRST_RECHECK_MILLIS;
    }
  }

  /** No MailboxConsumer sent a receipt in time. */
  record Unresponsive(long since) implements Reachability {
    /** Each attempt costs a wait. */
    private static final long RETRY_MILLIS = 5000;

    @Override
    public boolean shouldTry(long now) {
      return now - since >= RETRY_MILLIS;
    }
  }
}
