package org.messagingserver.session;

import org.messagingserver.session.Peer.Reading;

/**
 * Decides whether a socket is read: not while a login is checked, as many requests are unanswered
 * as may be, the sender's share of the Outbox is used up, or the client does not read its answers.
 */
final class Intake {
  private final Peer peer;
  private final int maxPipelined;
  private int unanswered;
  private boolean stopped;
  private Reading last = Reading.ON;

  Intake(Peer peer, int maxPipelined) {
    this.peer = peer;
    this.maxPipelined = maxPipelined;
  }

  void began() {
    unanswered++;
  }

  void answered() {
    unanswered--;
  }

  /** Nothing more is to be read: the node stops. */
  void stop() {
    stopped = true;
  }

  /** Tells the socket, where anything has changed. */
  void decide(SessionState state, boolean outboxHasRoom) {
    Reading next = next(state, outboxHasRoom);
    if (next != last) {
      last = next;
      peer.read(next);
    }
  }

  private Reading next(SessionState state, boolean outboxHasRoom) {
    if (!peer.isWritable()) {
      return Reading.CLIENT_IS_BEHIND;
    }
    boolean open =
        !stopped
            && !(state instanceof SessionState.Authenticating)
            && unanswered < maxPipelined
            && outboxHasRoom;
    return open ? Reading.ON : Reading.SERVER_IS_BEHIND;
  }
}
