package org.messagingserver.client;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Subscribes this device with its push service. */
@FunctionalInterface
public interface WakeupSource {
  /** Of a device that is not to be woken. */
  WakeupSource NONE = serverKey -> CompletableFuture.completedFuture(Optional.empty());

  /**
   * Called after a login, and after a registration, if the server has no subscription of this
   * device, or has one that ended or was made with an earlier key.
   *
   * @param serverKey the {@code ServerInfo.wakeupKey}, 65 bytes
   * @return a future that succeeds with a subscription with this key, or with none if the device is
   *     not to be woken
   */
  CompletionStage<Optional<WakeupSubscription>> subscribe(byte[] serverKey);
}
