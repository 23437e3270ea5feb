package org.messagingserver.client.attachments;

/**
 * Sizes to which contents are padded, so that the server sees one of a few. Source: Padmé, in
 * "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", section 4.
 */
final class SizeClass {
  /** Shorter contents are all alike. */
  private static final int SMALLEST = 4096;

  private SizeClass() {}

  /** The size of the class of this one: larger by an eighth at most. */
  static long of(long bytes) {
    if (bytes <= SMALLEST) {
      return SMALLEST;
    }
    int exponent = log2(bytes);
    int significant = log2(exponent) + 1;
    long unit = 1L << (exponent - significant);
    return (bytes + unit - 1) / unit * unit;
  }

  private static int log2(long value) {
    return Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
  }
}
