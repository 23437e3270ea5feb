package org.messagingserver.wakeup;

import io.vertx.core.buffer.Buffer;
import java.util.Set;
import org.messagingserver.webpush.PushSubscription;

/** The plaintext of a stored subscription: its keys, whose lengths are fixed, then the endpoint. */
final class SubscriptionCodec {
  private static final int POINT_BYTES = 65;
  private static final int AUTH_BYTES = 16;
  private static final int AUTH_AT = POINT_BYTES;
  private static final int SERVER_KEY_AT = AUTH_AT + AUTH_BYTES;
  private static final int ENDPOINT_AT = SERVER_KEY_AT + POINT_BYTES;

  private SubscriptionCodec() {}

  static byte[] encode(PushSubscription subscription) {
    return Buffer.buffer()
        .appendBuffer(subscription.p256dh())
        .appendBuffer(subscription.auth())
        .appendBuffer(subscription.serverKey())
        .appendString(subscription.endpoint().toString())
        .getBytes();
  }

  /**
   * Reads it as if it came from a client: an operator may have allowed less since.
   *
   * @throws IllegalArgumentException where the endpoint may not be pushed to any more
   */
  static PushSubscription decode(byte[] plaintext, Set<Integer> ports) {
    Buffer bytes = Buffer.buffer(plaintext);
    return PushSubscription.parse(
        bytes.getString(ENDPOINT_AT, bytes.length()),
        bytes.getBuffer(0, AUTH_AT),
        bytes.getBuffer(AUTH_AT, SERVER_KEY_AT),
        bytes.getBuffer(SERVER_KEY_AT, ENDPOINT_AT),
        ports);
  }
}
