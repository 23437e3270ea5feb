package org.messagingserver.prekeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.prekeys.Devices.awaitAll;
import static org.messagingserver.prekeys.Devices.registration;
import static org.messagingserver.testkit.Awaits.await;
import static org.messagingserver.testkit.Awaits.failure;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.UserId;
import org.messagingserver.testkit.TestStore;

/** How many devices and keys a user may have, and what becomes of those beyond. */
class RegisterBoundsTest extends Registering {
  private static final AtomicInteger KEYS = new AtomicInteger();

  @Test
  void remembersAsManyUsedKeysAsThereMayBeUnusedOnes() {
    Address address = devices.registered(0);
    for (int first = 1; first <= 4 * MAX_KEYS; first += MAX_KEYS) {
      devices.register(address, registration("signed", first, first + MAX_KEYS - 1));
      assertThat(devices.takeAll(address.user())).hasSize(MAX_KEYS);
    }

    devices.register(address, registration("signed", 3 * MAX_KEYS + 1, 4 * MAX_KEYS));

    assertThat(devices.takeAll(address.user())).isEmpty();
    assertThat(keysOf(address.user())).isLessThanOrEqualTo(2 * MAX_KEYS);
  }

  @Test
  void keepsTheNewestKeysWhereThereAreTooMany() {
    Address address = devices.registered(10);

    devices.register(address, registration("signed", 11, 20));

    assertThat(devices.takeAll(address.user())).isEqualTo(descending(20, 6));
  }

  @Test
  void keepsTheNewestOfTooManyKeysInOneRegistration() {
    Address address = devices.registered(10);

    devices.register(address, registration("signed", 11, 40));

    assertThat(devices.takeAll(address.user())).isEqualTo(descending(40, 26));
  }

  @Test
  void admitsAsManyDevicesAsAUserMayHaveWhenAllComeAtOnce() {
    UserId user = Identity.generate().userId();
    PreKeys other = devices.another(MAX_KEYS, 10);

    List<Future<String>> registrations =
        IntStream.range(0, 20)
            .mapToObj(
                device ->
                    (device % 2 == 0 ? devices.preKeys() : other)
                        .register(address(user, device), registration("signed", 1, 3), 0)
                        .map("admitted")
                        .otherwise(refusal -> refusal.getClass().getSimpleName()))
            .toList();

    assertThat(awaitAll(registrations))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    Stream.generate(() -> "admitted").limit(10),
                    Stream.generate(() -> "TooManyDevicesException").limit(10))
                .toList());
    assertThat(await(devices.preKeys().take(user, Set.of(), Devices.stranger(), () -> {})))
        .hasSize(10);
  }

  @Test
  void admitsADeviceThatIsRegisteredAlreadyHoweverManyThereAre() {
    UserId user = Identity.generate().userId();
    IntStream.range(0, 10)
        .forEach(device -> devices.register(address(user, device), registration("signed", 1, 1)));

    devices.register(address(user, 3), registration("another", 2, 2));

    assertThat(failure(devices.preKeys().register(address(user, 10), registration("s", 1, 1), 0)))
        .isInstanceOf(TooManyDevicesException.class);
    assertThat(keysOf(user)).isEqualTo(10);
  }

  @Test
  void makesRoomForADeviceWhenAnotherUnregisters() {
    UserId user = Identity.generate().userId();
    IntStream.range(0, 10)
        .forEach(device -> devices.register(address(user, device), registration("signed", 1, 1)));

    await(devices.preKeys().unregister(address(user, 0), 0));

    devices.register(address(user, 10), registration("signed", 1, 1));
    assertThat(await(devices.preKeys().take(user, Set.of(), Devices.stranger(), () -> {})))
        .extracting(taken -> taken.address().device().value())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 10).boxed().toList());
  }

  @Test
  void refusesAUserMoreBytesOfKeysThanAllItsDevicesMayHave() {
    PreKeys narrow = devices.another(MAX_KEYS, 10, 5000);
    UserId user = TestStore.stranger().user();
    Registration large = sized(4, 500);
    await(narrow.register(address(user, 1), large, 0));
    await(narrow.register(address(user, 2), large, 0));

    Throwable refused = failure(narrow.register(address(user, 3), large, 0));

    assertThat(refused).isInstanceOf(TooManyKeyBytesException.class);
    assertThat(await(narrow.take(user, Set.of(), Devices.stranger(), () -> {}))).hasSize(2);
    await(narrow.unregister(address(user, 1), 0));
    await(narrow.register(address(user, 3), large, 0));
    await(narrow.register(TestStore.stranger(), large, 0));
  }

  @Test
  void countsNoBytesOfKeysThatAreReplacedOrDropped() {
    PreKeys narrow = devices.another(4, 10, 5000);
    Address address = TestStore.stranger();

    for (int round = 0; round < 5; round++) {
      await(narrow.register(address, sized(4, 500), 0));
      await(narrow.register(address, another(sized(4, 501)), 0));
    }

    assertThat(keysOf(address.user())).isEqualTo(4);
  }

  /** One-time keys of this size, each another. */
  private static Registration sized(int keys, int bytes) {
    List<Buffer> oneTimeKeys =
        IntStream.range(0, keys)
            .mapToObj(key -> Buffer.buffer(new byte[bytes]).setInt(0, KEYS.incrementAndGet()))
            .toList();
    return new Registration(7, Buffer.buffer("signed"), oneTimeKeys);
  }
}
