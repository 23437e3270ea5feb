package org.messagingserver.wakeup;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.messagingserver.encryption.HashedAddress;

/**
 * A device that this node is to push to.
 *
 * @param sealed its subscription, which also tells a later one from this
 * @param late how long it had been due when it was claimed
 */
record ClaimedWakeup(HashedAddress owner, Buffer sealed, Duration late) {
  /** Never shows the subscription. */
  @Override
  public String toString() {
    return "ClaimedWakeup[hidden]";
  }
}
