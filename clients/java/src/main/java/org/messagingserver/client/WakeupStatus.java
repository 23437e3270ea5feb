package org.messagingserver.client;

/** Whether a device is woken when something waits for it. */
public final class WakeupStatus {
  private final State state;
  private final byte[] serverKey;

  /**
   * One with these parts.
   *
   * @param state whether there is a subscription
   * @param serverKey the key with which the device has subscribed; empty if it has not, or the
   *     server has that key no more
   */
  public WakeupStatus(State state, byte[] serverKey) {
    this.state = state;
    this.serverKey = serverKey;
  }

  /** Whether there is a subscription. */
  public State state() {
    return state;
  }

  /**
   * The key with which the device has subscribed; empty if it has not, or the server has that key
   * no more.
   */
  public byte[] serverKey() {
    return serverKey;
  }

  /** The states of a subscription. */
  public enum State {
    /** There is none. */
    NONE,
    /** Pushes go there. */
    SET,
    /** The push service refuses the latest pushes. */
    FAILING,
    /** The push service has it no more. */
    REMOVED;

    /** By its number in the protocol; a later one is none that this client knows. */
    static State of(int number) {
      switch (number) {
        case 1:
          return SET;
        case 2:
          return FAILING;
        case 3:
          return REMOVED;
        default:
          return NONE;
      }
    }
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return "WakeupStatus[" + state + "]";
  }
}
