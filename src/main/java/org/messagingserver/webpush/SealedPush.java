package org.messagingserver.webpush;

import com.google.crypto.tink.apps.webpush.WebPushHybridEncrypt;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.security.GeneralSecurityException;
import java.util.Base64;
import org.messagingserver.encryption.VapidKey;

/**
 * An empty push message for one subscription, encrypted (RFC 8291) and signed (RFC 8292).
 *
 * @param headers of the request
 * @param body 103 bytes
 */
record SealedPush(MultiMap headers, Buffer body) {
  private static final byte[] EMPTY = {};
  private static final String DAY = "86400";

  /** One for all: a push service replaces the one that waits, and learns no kinds of messages. */
  private static final String TOPIC = "messages";

  /** Takes a millisecond or two. */
  static SealedPush of(PushSubscription subscription, VapidKey key, String contact) {
    String token = key.token(subscription.origin(), contact);
    String publicKey =
        Base64.getUrlEncoder().withoutPadding().encodeToString(key.publicKey().getBytes());
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("TTL", DAY)
            .add("Urgency", "high")
            .add("Topic", TOPIC)
            .add(HttpHeaders.CONTENT_ENCODING, "aes128gcm")
            .add(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
            .add(HttpHeaders.AUTHORIZATION, "vapid t=" + token + ", k=" + publicKey);
    return new SealedPush(headers, encrypt(subscription));
  }

  private static Buffer encrypt(PushSubscription subscription) {
    try {
      return Buffer.buffer(
          new WebPushHybridEncrypt.Builder()
              .withRecipientPublicKey(subscription.p256dh().getBytes())
              .withAuthSecret(subscription.auth().getBytes())
              .build()
              .encrypt(EMPTY, null));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("aes128gcm failed: " + e.getClass().getSimpleName());
    }
  }
}
