package org.messagingserver.client.vertx;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.messagingserver.client.WakeupSubscription;

/** A {@link org.messagingserver.client.WakeupSource} in the types of Vert.x. */
@FunctionalInterface
public interface WakeupSource {
  /** Subscribes the device with this key of the server, if it is to be woken. */
  Future<Optional<WakeupSubscription>> subscribe(Buffer serverKey);
}
