package org.messagingserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {

  @Test
  void namesAUserByTheTypeByteAndItsPublicKey() {
    byte[] key = filled(32, 7);

    UserId user = UserId.ofPublicKey(key);

    assertThat(user.bytes()).hasSize(33).startsWith(5).endsWith(key);
    assertThat(user.publicKey()).isEqualTo(key);
    assertThat(UserId.of(user.bytes())).isEqualTo(user).hasSameHashCodeAs(user);
  }

  @Test
  void tellsUsersApart() {
    assertThat(UserId.ofPublicKey(filled(32, 7))).isNotEqualTo(UserId.ofPublicKey(filled(32, 8)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 32, 34, 66})
  void refusesAUserIdOfAnotherLength(int length) {
    assertThatExceptionOfType(InvalidUserIdException.class)
        .isThrownBy(() -> UserId.of(filled(length, UserId.TYPE)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 6, -5})
  void refusesAUserIdOfAnotherType(int type) {
    byte[] bytes = new byte[33];
    bytes[0] = (byte) type;

    assertThatExceptionOfType(InvalidUserIdException.class).isThrownBy(() -> UserId.of(bytes));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33})
  void refusesAPublicKeyOfAnotherLength(int length) {
    assertThatExceptionOfType(InvalidUserIdException.class)
        .isThrownBy(() -> UserId.ofPublicKey(new byte[length]));
  }

  @Test
  void keepsItsBytesWhateverBecomesOfThoseGivenOrTaken() {
    byte[] given = filled(33, 5);
    UserId user = UserId.of(given);

    Arrays.fill(given, (byte) 0);
    Arrays.fill(user.bytes(), (byte) 0);
    Arrays.fill(user.publicKey(), (byte) 0);

    assertThat(user).isEqualTo(UserId.of(filled(33, 5)));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2147483647L, 2147483648L, 4294967295L})
  void readsADeviceIdAsUnsigned(long number) {
    assertThat(DeviceId.of(number).asLong()).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 4294967296L, Long.MIN_VALUE, Long.MAX_VALUE})
  void refusesADeviceIdBeyond32Bits(long number) {
    assertThatIllegalArgumentException().isThrownBy(() -> DeviceId.of(number));
  }

  @Test
  void showsNobodyInText() {
    Address address = new Address(UserId.ofPublicKey(filled(32, 77)), new DeviceId(77));

    assertThat(address.toString()).contains("hidden").doesNotContain("77");
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
