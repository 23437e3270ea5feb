package org.messagingserver.limits;

/**
 * Where a connection comes from, in words that lose their meaning with the hour's key. The prefix
 * of its address is there only veiled: a connection that outlives the hour is counted under the
 * next key too.
 *
 * @param name hash of the prefix
 */
record Origin(Ledger ledger, long name, long nonce, long veiledPrefix, SourceBudget budget) {

  /** The same under another key. */
  Origin under(Ledger other) {
    return other.origin(veiledPrefix ^ ledger.veil(nonce), nonce);
  }

  /** Says nothing. */
  @Override
  public String toString() {
    return "Origin[hidden]";
  }
}
