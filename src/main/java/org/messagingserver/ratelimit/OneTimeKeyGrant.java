package org.messagingserver.ratelimit;

import java.util.Optional;

/**
 * Which one-time keys of a user may be handed out to one request. Keys for strangers and keys for
 * holders of a delivery token are counted apart, so that strangers leave keys for the holders.
 *
 * @param toStranger whether keys of devices that everybody may ask
 * @param toHolder whether keys of devices that the request's delivery token admits to
 * @param ofUser what the keys for a stranger were taken from
 * @param ofToken what the keys for a holder were taken from
 */
public record OneTimeKeyGrant(
    boolean toStranger,
    boolean toHolder,
    Optional<TokenBucket> ofUser,
    Optional<TokenBucket> ofToken) {
  /** All keys, none of them counted. */
  static final OneTimeKeyGrant UNLIMITED =
      new OneTimeKeyGrant(true, true, Optional.empty(), Optional.empty());

  /** No keys. */
  static final OneTimeKeyGrant NONE =
      new OneTimeKeyGrant(false, false, Optional.empty(), Optional.empty());

  static OneTimeKeyGrant take(TokenBucket ofUser, Optional<TokenBucket> ofToken) {
    Optional<TokenBucket> paidByUser = Optional.of(ofUser).filter(OneTimeKeyGrant::takesOne);
    Optional<TokenBucket> paidByToken = ofToken.filter(OneTimeKeyGrant::takesOne);
    return new OneTimeKeyGrant(
        paidByUser.isPresent(), paidByToken.isPresent(), paidByUser, paidByToken);
  }

  private static boolean takesOne(TokenBucket bucket) {
    return bucket.take(1) == TokenBucket.NOW;
  }

  /** Whether it grants nothing. */
  boolean isNone() {
    return !toStranger && !toHolder;
  }

  /**
   * The request has been answered: what it did not use is not counted.
   *
   * @param byStranger whether it took a key as a stranger
   * @param byHolder whether it took a key by its delivery token
   */
  public void used(boolean byStranger, boolean byHolder) {
    ofUser.filter(bucket -> !byStranger).ifPresent(bucket -> bucket.refund(1));
    ofToken.filter(bucket -> !byHolder).ifPresent(bucket -> bucket.refund(1));
  }
}
