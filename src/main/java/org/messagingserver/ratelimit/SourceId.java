package org.messagingserver.ratelimit;

/**
 * Where a connection comes from, in words that lose their meaning with the hour's key. The prefix
 * of its address is there only veiled: a connection that outlives the hour is counted under the
 * next key too.
 *
 * @param name hash of the prefix
 */
record SourceId(
    EpochQuotas epochQuotas, long name, long nonce, long veiledPrefix, SourceBuckets budget) {

  /** The same under another key. */
  SourceId under(EpochQuotas other) {
    return other.origin(veiledPrefix ^ epochQuotas.veil(nonce), nonce);
  }

  /** Says nothing. */
  @Override
  public String toString() {
    return "SourceId[hidden]";
  }
}
