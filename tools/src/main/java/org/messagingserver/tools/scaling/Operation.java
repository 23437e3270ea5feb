package org.messagingserver.tools.scaling;

/**
 * An operation of a client or of an event loop, and the calls of the server that it makes at most.
 * A test counts the same calls of the server's own classes.
 */
public enum Operation {
  /** A device logs in that has no other socket. */
  LOGIN(0, 1, 0, 0),
  /** A device logs in that has one socket in another event loop. */
  SIBLING_LOGIN(1, 1, 2, 1),
  /** A socket closes. */
  LOGOUT(0, 1, 0, 0),
  /** The first message for seconds from an event loop to a live recipient. */
  FIRST_LIVE_MESSAGE(1, 0, 1, 1),
  /** Another one within {@link #REMEMBERED_SECONDS}. */
  NEXT_LIVE_MESSAGE(0, 0, 1, 1),
  /** A message to a recipient that is not connected. */
  ABSENT_MESSAGE(1, 0, 0, 0),
  /** The sweep comes to a socket. */
  SWEEP_OF_SOCKET(1, 0, 0, 0);

  /** An event loop remembers where a recipient is for so long. */
  public static final int REMEMBERED_SECONDS = 5;

  /**
   * The sweep comes to each socket once in this time, {@code delivery.reconcileIntervalSeconds}.
   */
  public static final int SWEEP_SECONDS = 60;

  /** After a member has come or gone it comes to each socket as often, */
  public static final int HURRIED_SWEEPS = 2;

  /** and takes so long each time. */
  public static final int HURRIED_SWEEP_SECONDS = 5;

  /** An event loop asks another node to probe it once in this time. */
  public static final int PROBE_SECONDS = 1;

  private final int lookUps;
  private final int changes;
  private final int events;
  private final int receipts;

  Operation(int lookUps, int changes, int events, int receipts) {
    this.lookUps = lookUps;
    this.changes = changes;
    this.events = events;
    this.receipts = receipts;
  }

  /** Reads of an entry of the directory. */
  public int lookUps() {
    return lookUps;
  }

  /** Writes of an entry of the directory. */
  public int changes() {
    return changes;
  }

  /** Events from one event loop to another one. */
  public int events() {
    return events;
  }

  /** Answers to a Dispatcher. */
  public int receipts() {
    return receipts;
  }
}
