package org.messagingserver.delivery;

/**
 * How much a recipient takes while more comes for it than it has credit for: how many messages may
 * be offered at once, and how many more may wait because their turn comes soon enough. A queue
 * learns it from receipts while messages wait, and forgets it when it is empty.
 */
final class Congestion {
  /** A message whose turn comes later is stored early enough to be committed before its Ack. */
  private static final long TURN_MILLIS = 100;

  private static final long SLICE_MILLIS = TURN_MILLIS / 2;

  /** Messages that may wait before it is known how fast they get their turn. */
  static final int WAITING_WITHOUT_RATE = 1024;

  /** Messages that may wait, however fast they get their turn: it may stop taking any. */
  private static final int MAX_WAITING = 4096;

  /** An Ack makes room for one message; one in so many shows that one more may be tried. */
  private static final int ACKS_FOR_ONE_MORE = 8;

  /** Messages that may be offered when a recipient has credit again. */
  private static final int OFFERED_ON_CREDIT = 16;

  private final int maxOffered;
  private final long since;
  private int offered;
  private int acks;
  private long slice;
  private int ackedInSlice;
  private int ackedBefore;

  /**
   * @param maxOffered messages that any recipient takes at once, at most
   */
  Congestion(int maxOffered, long now) {
    this.maxOffered = maxOffered;
    this.since = now;
    this.offered = maxOffered;
    this.slice = now;
  }

  /** As many may be offered and not acked. */
  int offered() {
    return offered;
  }

  /** The recipient has acked a message. */
  void acked(long now) {
    roll(now);
    ackedInSlice++;
    acks++;
    if (acks % ACKS_FOR_ONE_MORE == 0) {
      raise(1);
    }
  }

  /** There was no credit for more than these. */
  void noCredit(int handedOff) {
    offered = handedOff;
  }

  /** There is credit again. */
  void credit() {
    raise(OFFERED_ON_CREDIT);
  }

  private void raise(int more) {
    offered = Math.min(maxOffered, offered + more);
  }

  /** How many may wait. */
  int mayWait(long now) {
    roll(now);
    int turns = ackedBefore + ackedInSlice;
    int enough = now - since < TURN_MILLIS ? Math.max(WAITING_WITHOUT_RATE, turns) : turns;
    return Math.min(MAX_WAITING, enough);
  }

  private void roll(long now) {
    long slices = (now - slice) / SLICE_MILLIS;
    if (slices > 0) {
      ackedBefore = slices == 1 ? ackedInSlice : 0;
      ackedInSlice = 0;
      slice += slices * SLICE_MILLIS;
    }
  }
}
