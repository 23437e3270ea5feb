package org.messagingserver.delivery;

/**
 * Whether it makes sense to hand messages over to a recipient's MailboxConsumers, as far as is
 * known.
 */
sealed interface Reach {

  /** Whether it is worth trying now. */
  boolean isWorthIt(long now);

  /** A MailboxConsumer answers, or nothing is known. */
  enum Answers implements Reach {
    ANSWERS;

    @Override
    public boolean isWorthIt(long now) {
      return true;
    }
  }

  /** Nobody listened when something was last published, which was at this time. */
  record Nobody(long since) implements Reach {
    /** It is tried again this long after. */
    private static final long ABSENCE_MILLIS = 1000;

    @Override
    public boolean isWorthIt(long now) {
      return now - since >= ABSENCE_MILLIS;
    }

    /** Whether that was a moment ago: who has come since looks again by itself. */
    boolean isRecent(long now) {
      return now - since <= MailboxConsumer.SOON_MILLIS;
    }
  }

  /** No MailboxConsumer answered in time. */
  record Silent(long since) implements Reach {
    /** Each attempt costs a wait. */
    private static final long SILENCE_MILLIS = 5000;

    @Override
    public boolean isWorthIt(long now) {
      return now - since >= SILENCE_MILLIS;
    }
  }
}
