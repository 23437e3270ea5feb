package org.messagingserver.system.privacy;

import java.util.Arrays;

/** Whether two samples can be told apart. */
final class Samples {
  /** For a test at the level 0.001: the square root of half of ln(2 / 0.001). */
  private static final double KOLMOGOROV_SMIRNOV = Math.sqrt(-Math.log(0.001 / 2) / 2);

  /** Of the standard normal distribution: beyond it on either side lie 0.001 together. */
  private static final double NORMAL = 3.291;

  private Samples() {}

  /** How far apart two distributions may look by chance. */
  static double criticalDistance(int one, int other) {
    return KOLMOGOROV_SMIRNOV * Math.sqrt((one + other) / ((double) one * other));
  }

  /** The greatest difference between the shares of two samples below any one value. */
  static double distance(long[] one, long[] other) {
    long[] left = sorted(one);
    long[] right = sorted(other);
    double greatest = 0;
    int below = 0;
    int belowRight = 0;
    while (below < left.length && belowRight < right.length) {
      long value = Math.min(left[below], right[belowRight]);
      while (below < left.length && left[below] == value) {
        below++;
      }
      while (belowRight < right.length && right[belowRight] == value) {
        belowRight++;
      }
      double difference = below / (double) left.length - belowRight / (double) right.length;
      greatest = Math.max(greatest, Math.abs(difference));
    }
    return greatest;
  }

  private static long[] sorted(long[] sample) {
    long[] copy = sample.clone();
    Arrays.sort(copy);
    return copy;
  }

  /** How far from one half the share of heads in so many tosses of a fair coin may be by chance. */
  static double criticalLead(int tosses) {
    return NORMAL / (2 * Math.sqrt(tosses));
  }
}
