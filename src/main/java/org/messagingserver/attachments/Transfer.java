package org.messagingserver.attachments;

/** An attachment that moves, and may be ended for another. May be asked on any thread. */
public interface Transfer {
  /** The bytes that have moved so far. */
  long bytes();

  /** Ends it, soon. */
  void giveWay();
}
