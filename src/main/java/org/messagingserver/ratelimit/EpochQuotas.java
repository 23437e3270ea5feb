package org.messagingserver.ratelimit;

import io.vertx.core.buffer.Buffer;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeliveryToken;
import org.messagingserver.protocol.UserId;
import org.messagingserver.ratelimit.EpochKey.Use;

/** One event loop's way into an {@link QuotaEpoch}. */
final class EpochQuotas {
  private final QuotaEpoch quotaEpoch;
  private final EpochKey.Hash hash;

  EpochQuotas(QuotaEpoch quotaEpoch) {
    this.quotaEpoch = quotaEpoch;
    this.hash = quotaEpoch.key().hash();
  }

  /**
   * Whom a prefix belongs to.
   *
   * @param nonce different for each connection
   */
  SourceId sourceId(long prefix, long nonce) {
    long name = hash.of(Use.SOURCE, prefix);
    return new SourceId(this, name, nonce, prefix ^ mask(nonce), quotaEpoch.sources().get(name));
  }

  /** Masks a prefix from anyone without this epoch's key. */
  long mask(long nonce) {
    return hash.of(Use.MASK, nonce);
  }

  SourceRecipientBuckets sourceRecipient(SourceId from, Address to) {
    long name = hash.of(Use.RECIPIENT, from.name(), to.user().bytes(), to.device().value());
    return quotaEpoch.sourceRecipients().get(name);
  }

  TokenBucket keysFromSource(SourceId source, UserId user) {
    return quotaEpoch
        .keysFromSource()
        .get(hash.of(Use.KEYS_FROM_SOURCE, source.name(), user.bytes(), 0));
  }

  /** For those who name this token, whether or not it is one of the user's. */
  TokenBucket keysForHolder(UserId user, DeliveryToken token) {
    Buffer name = Buffer.buffer(user.bytes()).appendBuffer(token.value());
    return quotaEpoch.keysOfUser().get(hash.of(Use.KEYS_FOR_HOLDER, 0, name.getBytes(), 0));
  }

  TokenBucket keysOfUser(UserId user) {
    return quotaEpoch.keysOfUser().get(hash.of(Use.KEYS_OF_USER, 0, user.bytes(), 0));
  }
}
