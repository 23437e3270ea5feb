package org.messagingserver.session;

import org.messagingserver.protocol.ClientMessage.Register;
import org.messagingserver.protocol.ClientMessage.Request;
import org.messagingserver.protocol.ClientMessage.SetWakeup;
import org.messagingserver.protocol.ClientMessage.Unregister;
import org.messagingserver.session.FrameSink.ReadState;

/**
 * Decides whether a socket is read: not while a login is checked, as many requests or changes of
 * keys are unanswered as may be, a request with a large answer waits for another, the SenderQuota
 * is used up, or the client does not read its answers.
 */
final class ReadBackpressure {
  /**
   * Registers, Unregisters and SetWakeups: one that is carried out, and one to follow it at once.
   */
  private static final int MAX_CHANGES = 2;

  private final FrameSink frameSink;
  private final PendingRegisters pendingRegisters;
  private final int maxPipelined;
  private int unanswered;
  private int changes;
  private boolean stopped;
  private ReadState last = ReadState.ON;

  ReadBackpressure(FrameSink frameSink, PendingRegisters pendingRegisters, int maxPipelined) {
    this.frameSink = frameSink;
    this.pendingRegisters = pendingRegisters;
    this.maxPipelined = maxPipelined;
  }

  /**
   * A request has come.
   *
   * @return what it holds until it is answered
   */
  long requestStarted(Request request, int bytes) {
    unanswered++;
    changes += changesOf(request.getClass());
    return request instanceof Register register ? pendingRegisters.reserve(register, bytes) : 0;
  }

  void requestAnswered(Class<? extends Request> type, long held) {
    unanswered--;
    changes -= changesOf(type);
    pendingRegisters.release(held);
  }

  private static int changesOf(Class<? extends Request> type) {
    return type == Register.class || type == Unregister.class || type == SetWakeup.class ? 1 : 0;
  }

  /** Nothing more is to be read: the node stops. */
  void stop() {
    stopped = true;
  }

  /**
   * Pauses or resumes the socket, if anything has changed.
   *
   * @param hasRoom whether there is room for what may come next
   */
  void update(SessionState state, boolean hasRoom) {
    ReadState next = next(state, hasRoom);
    if (next != last) {
      last = next;
      frameSink.setReadState(next);
    }
  }

  private ReadState next(SessionState state, boolean hasRoom) {
    if (!frameSink.isWritable()) {
      return ReadState.CLIENT_SLOW;
    }
    boolean open =
        !stopped
            && !(state instanceof SessionState.Authenticating)
            && unanswered < maxPipelined
            && changes < MAX_CHANGES
            && hasRoom;
    return open ? ReadState.ON : ReadState.SERVER_BUSY;
  }
}
