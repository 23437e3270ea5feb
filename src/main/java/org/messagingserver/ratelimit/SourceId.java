package org.messagingserver.ratelimit;

/**
 * Where a connection comes from, as hashes that lose their meaning with the epoch's key. The prefix
 * of its address is there only masked: a connection that outlives the epoch is counted under the
 * next key too.
 *
 * @param name hash of the prefix
 */
record SourceId(
    EpochQuotas epochQuotas, long name, long nonce, long maskedPrefix, SourceBuckets buckets) {

  /** The same under another key. */
  SourceId rehash(EpochQuotas other) {
    return other.sourceId(prefix(), nonce);
  }

  /** Names it under a key that lasts longer than the epoch. */
  long hash(EpochKey key) {
    return key.hash().of(EpochKey.Use.STRANGER, prefix());
  }

  private long prefix() {
    return maskedPrefix ^ epochQuotas.mask(nonce);
  }

  /** Says nothing. */
  @Override
  public String toString() {
    return "SourceId[hidden]";
  }
}
