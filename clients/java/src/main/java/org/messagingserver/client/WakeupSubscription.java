package org.messagingserver.client;

import io.vertx.core.buffer.Buffer;
import org.messagingserver.protocol.ClientMessage.SetWakeup;

/**
 * A Web Push subscription of this device, as its push service has made it.
 *
 * @param endpoint the URL that the push service has given
 * @param p256dh the public key, 65 bytes
 * @param auth the secret, 16 bytes
 * @param minSeconds between two pushes, at least
 * @param serverKey the {@code ServerInfo.wakeupKey} that the device has subscribed with
 */
public record WakeupSubscription(
    String endpoint, Buffer p256dh, Buffer auth, int minSeconds, Buffer serverKey) {
  static final WakeupSubscription NONE =
      new WakeupSubscription("", Buffer.buffer(), Buffer.buffer(), 0, Buffer.buffer());

  SetWakeup request(int sequence) {
    return new SetWakeup(sequence, endpoint, p256dh, auth, minSeconds, serverKey);
  }

  /** Never shows the contents. */
  @Override
  public String toString() {
    return "WakeupSubscription[hidden]";
  }
}
