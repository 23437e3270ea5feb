package org.messagingserver.session;

import org.messagingserver.protocol.ClientMessage.Register;
import org.messagingserver.protocol.ClientMessage.Request;
import org.messagingserver.protocol.ClientMessage.Unregister;
import org.messagingserver.session.FrameSink.Reading;

/**
 * Decides whether a socket is read: not while a login is checked, as many requests or changes of
 * keys are unanswered as may be, a request with a large answer waits for its turn, the sender's
 * share of the Dispatcher is used up, or the client does not read its answers.
 */
final class ReadBackpressure {
  /** Registers and Unregisters: one that is carried out, and one to follow it at once. */
  private static final int MOST_CHANGES = 2;

  private final FrameSink frameSink;
  private final PendingRegisters pending;
  private final int maxPipelined;
  private int unanswered;
  private int changes;
  private boolean stopped;
  private Reading last = Reading.ON;

  ReadBackpressure(FrameSink frameSink, PendingRegisters pending, int maxPipelined) {
    this.frameSink = frameSink;
    this.pending = pending;
    this.maxPipelined = maxPipelined;
  }

  /**
   * A request has come.
   *
   * @return what it holds until it is answered
   */
  long began(Request request, int bytes) {
    unanswered++;
    changes += changesOf(request.getClass());
    return request instanceof Register register ? pending.came(register, bytes) : 0;
  }

  void answered(Class<? extends Request> type, long held) {
    unanswered--;
    changes -= changesOf(type);
    pending.answered(held);
  }

  private static int changesOf(Class<? extends Request> type) {
    return type == Register.class || type == Unregister.class ? 1 : 0;
  }

  /** Nothing more is to be read: the node stops. */
  void stop() {
    stopped = true;
  }

  /**
   * Tells the socket, where anything has changed.
   *
   * @param hasRoom whether what may come next has a place to wait
   */
  void decide(SessionState state, boolean hasRoom) {
    Reading next = next(state, hasRoom);
    if (next != last) {
      last = next;
      frameSink.read(next);
    }
  }

  private Reading next(SessionState state, boolean hasRoom) {
    if (!frameSink.isWritable()) {
      return Reading.CLIENT_IS_BEHIND;
    }
    boolean open =
        !stopped
            && !(state instanceof SessionState.Authenticating)
            && unanswered < maxPipelined
            && changes < MOST_CHANGES
            && hasRoom;
    return open ? Reading.ON : Reading.SERVER_IS_BEHIND;
  }
}
