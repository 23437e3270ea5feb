package org.messagingserver.mailbox;

/** The reader of a mailbox. Asked on the thread that reads. */
public interface Requester {
  /** Whom it is counted with just now, as {@code limits} says; its reads wait behind these. */
  long source();

  /** Whether it is still there: what waits for one that has gone is not read. */
  boolean isOpen();
}
