package org.messagingserver.protocol;

import io.vertx.core.buffer.Buffer;
import org.messagingserver.protocol.proto.WakeupState;

/**
 * Whether a device is woken when something waits for it.
 *
 * @param serverKey with which it has subscribed; empty if it has not, or the server has the key no
 *     more
 */
public record WakeupStatus(State state, Buffer serverKey) {
  /** Of a device that has not asked for it. */
  public static final WakeupStatus NONE = new WakeupStatus(State.NONE, Buffer.buffer());

  /** The states of a subscription. */
  public enum State {
    /** There is none. */
    NONE,
    /** Pushes go there. */
    SET,
    /** The push service refuses the latest pushes. */
    FAILING,
    /** The push service has it no more. */
    REMOVED
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return "WakeupStatus[" + state + "]";
  }

  static WakeupStatus decode(org.messagingserver.protocol.proto.KeyStatus status) {
    State state =
        switch (status.getWakeup()) {
          case WAKEUP_NONE, UNRECOGNIZED -> State.NONE;
          case WAKEUP_SET -> State.SET;
          case WAKEUP_FAILING -> State.FAILING;
          case WAKEUP_REMOVED -> State.REMOVED;
        };
    return new WakeupStatus(state, Buffers.buffer(status.getWakeupKey()));
  }

  void encodeInto(org.messagingserver.protocol.proto.KeyStatus.Builder builder) {
    builder
        .setWakeup(
            switch (state) {
              case NONE -> WakeupState.WAKEUP_NONE;
              case SET -> WakeupState.WAKEUP_SET;
              case FAILING -> WakeupState.WAKEUP_FAILING;
              case REMOVED -> WakeupState.WAKEUP_REMOVED;
            })
        .setWakeupKey(Buffers.bytes(serverKey));
  }
}
