package org.messagingserver.limits;

import org.messagingserver.identity.Address;
import org.messagingserver.identity.UserId;
import org.messagingserver.limits.HourKey.Use;

/** One event loop's way into an {@link Hour}. */
final class Ledger {
  private final Hour hour;
  private final HourKey.Hash hash;

  Ledger(Hour hour) {
    this.hour = hour;
    this.hash = hour.key().hash();
  }

  /**
   * Whom a prefix belongs to.
   *
   * @param nonce different for each connection
   */
  Origin origin(long prefix, long nonce) {
    long name = hash.of(Use.SOURCE, prefix);
    return new Origin(this, name, nonce, prefix ^ veil(nonce), hour.sources().of(name));
  }

  /** Hides a prefix from anyone without this hour's key. */
  long veil(long nonce) {
    return hash.of(Use.VEIL, nonce);
  }

  PairBudget pair(Origin from, Address to) {
    long name = hash.of(Use.RECIPIENT, from.name(), to.user().bytes(), to.device().value());
    return hour.pairs().of(name);
  }

  Budget keysFromSource(Origin source, UserId user) {
    return hour.keysFromSource().of(hash.of(Use.KEYS_FROM_SOURCE, source.name(), user.bytes(), 0));
  }

  Budget keysOfUser(UserId user) {
    return hour.keysOfUser().of(hash.of(Use.KEYS_OF_USER, 0, user.bytes(), 0));
  }
}
