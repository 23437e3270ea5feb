package org.messagingserver.client;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** Subscribes this device with its push service. */
@FunctionalInterface
public interface WakeupSource {
  /** Of a device that is not to be woken. */
  WakeupSource NONE = serverKey -> Future.succeededFuture(Optional.empty());

  /**
   * Called after a login, and after a registration, if the server has no subscription of this
   * device, or has one that ended or was made with an earlier key.
   *
   * @param serverKey the {@code ServerInfo.wakeupKey}, 65 bytes
   * @return a future that succeeds with a subscription with this key, or with none if the device is
   *     not to be woken
   */
  Future<Optional<WakeupSubscription>> subscribe(Buffer serverKey);
}
