package org.messagingserver.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaddingTest {

  @ParameterizedTest
  @CsvSource({
    "0, 128",
    "128, 128",
    "129, 160",
    "160, 160",
    "161, 192",
    "192, 192",
    "224, 224",
    "225, 256",
    "256, 256",
    "257, 320",
    "321, 384",
    "448, 448",
    "512, 512",
    "513, 640",
    "262144, 262144",
    "262148, 327680",
    "1073741823, 1073741824",
    "1073741824, 1073741824"
  })
  void roundsUpToFourStepsBetweenPowersOfTwo(int length, int bucket) {
    assertThat(Padding.bucket(length)).isEqualTo(bucket);
  }

  @Test
  void addsLessThanAQuarterBeyondTheSmallestBucket() {
    assertThat(IntStream.rangeClosed(Padding.SMALLEST, 300_000))
        .allSatisfy(
            length -> {
              assertThat(Padding.bucket(length)).isGreaterThanOrEqualTo(length);
              assertThat(Padding.bucket(length) - length).isLessThan(length / 4 + 1);
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 123, 124, 125, 156, 157, 4096, 262_144})
  void givesBackWhatWasPadded(int length) {
    byte[] value = new byte[length];
    Arrays.fill(value, (byte) 0xFF);

    byte[] padded = Padding.pad(value);

    assertThat(padded).hasSize(Padding.bucket(Integer.BYTES + length));
    assertThat(Padding.strip(padded)).isEqualTo(value);
  }

  @Test
  void keepsZerosAtTheEndOfAValue() {
    byte[] value = {1, 0, 0};

    assertThat(Padding.strip(Padding.pad(value))).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 125})
  void refusesALengthThatCannotBe(int length) {
    byte[] padded = ByteBuffer.allocate(128).putInt(length).array();

    assertThatExceptionOfType(EncryptionException.class).isThrownBy(() -> Padding.strip(padded));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 127})
  void refusesWhatIsShorterThanAnyBucket(int size) {
    assertThatExceptionOfType(EncryptionException.class)
        .isThrownBy(() -> Padding.strip(new byte[size]));
  }

  @Test
  void refusesAnotherBucketThanTheLengthAsksFor() {
    byte[] padded = Arrays.copyOf(Padding.pad(new byte[] {1}), 160);

    assertThatExceptionOfType(EncryptionException.class).isThrownBy(() -> Padding.strip(padded));
  }

  @Test
  void refusesAnythingButZerosAfterTheValue() {
    byte[] padded = Padding.pad(new byte[] {1});
    padded[padded.length - 1] = 1;

    assertThatExceptionOfType(EncryptionException.class).isThrownBy(() -> Padding.strip(padded));
  }
}
