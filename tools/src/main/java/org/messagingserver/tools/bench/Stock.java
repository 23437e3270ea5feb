package org.messagingserver.tools.bench;

/** Messages that wait, restored before each drain. */
interface Stock {
  /** Restores them, and returns their number. */
  int restore();

  /** Waits until none is left. */
  void awaitEmpty();
}
