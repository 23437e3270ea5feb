package org.messagingserver.tools.localcluster;

import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * The effects of a bad link on packets, in each direction.
 *
 * @param lostPercent packets that are lost
 * @param duplicatedPercent packets that arrive twice
 * @param delayedPercent packets that wait in a slow queue, where others overtake them
 * @param maxDelayMillis the longest wait in that queue, which loses what would wait longer
 */
public record LinkImpairment(
    int lostPercent, int duplicatedPercent, int delayedPercent, int maxDelayMillis) {
  private static final int MAX_LOST = 10;
  private static final int MAX_DUPLICATED = 10;
  private static final int MAX_DELAYED = 30;
  private static final int MIN_DELAY = 50;
  private static final int MAX_DELAY = 500;

  /** A random impairment that TCP survives. */
  public static LinkImpairment random(RandomGenerator random) {
    return new LinkImpairment(
        1 + random.nextInt(MAX_LOST),
        1 + random.nextInt(MAX_DUPLICATED),
        1 + random.nextInt(MAX_DELAYED),
        MIN_DELAY + random.nextInt(MAX_DELAY - MIN_DELAY + 1));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "loses %d %%, doubles %d %% and delays %d %% by up to %d ms",
        lostPercent,
        duplicatedPercent,
        delayedPercent,
        maxDelayMillis);
  }
}
