package org.messagingserver.mailbox;

/** One of many who read, and stays. */
final class Anybody implements Requester {
  static final Requester ANYBODY = new Anybody();

  private Anybody() {}

  @Override
  public long source() {
    return 0;
  }

  @Override
  public boolean isOpen() {
    return true;
  }
}
