package org.messagingserver.encryption;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Hides how long a value is: all that fall into one bucket become equally long.
 *
 * <p>A padded value is its length (4 bytes, big-endian), its bytes, and zeros up to a bucket.
 * Buckets are {@value #SMALLEST} bytes, and from there four equal steps between powers of two: 160,
 * 192, 224, 256, 320, 384, 448, 512, 640 and so on. So beyond the smallest bucket padding adds less
 * than 25 %, and a length gives away little more than its first three binary digits.
 */
final class Padding {
  /** Smallest bucket in bytes. */
  static final int SMALLEST = 128;

  /** Largest bucket in bytes, far above any frame. */
  static final int LARGEST = 1 << 30;

  private Padding() {}

  /** The smallest bucket of at least this many bytes, 0 to {@link #LARGEST}. */
  static int bucket(int length) {
    if (length <= SMALLEST) {
      return SMALLEST;
    }
    int step = Integer.highestOneBit(length - 1) / 4;
    return (length + step - 1) / step * step;
  }

  static byte[] pad(byte[] value) {
    if (value.length > LARGEST - Integer.BYTES) {
      throw new EncryptionException("a value is too large to be sealed");
    }
    return ByteBuffer.allocate(bucket(Integer.BYTES + value.length))
        .putInt(value.length)
        .put(value)
        .array();
  }

  /**
   * Gives back what was padded.
   *
   * @throws EncryptionException when these bytes are nothing that {@link #pad} returns
   */
  static byte[] strip(byte[] padded) {
    int length = padded.length < SMALLEST ? -1 : ByteBuffer.wrap(padded).getInt();
    if (length < 0 || length > padded.length - Integer.BYTES) {
      throw new EncryptionException("a sealed value has no proper length");
    }
    int end = Integer.BYTES + length;
    if (bucket(end) != padded.length || !zeros(padded, end)) {
      throw new EncryptionException("a sealed value is not padded as it should be");
    }
    return Arrays.copyOfRange(padded, Integer.BYTES, end);
  }

  private static boolean zeros(byte[] bytes, int from) {
    int i = from;
    while (i < bytes.length && bytes[i] == 0) {
      i++;
    }
    return i == bytes.length;
  }
}
