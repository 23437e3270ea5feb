package org.messagingserver.prekeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.prekeys.Devices.awaitAll;
import static org.messagingserver.prekeys.Devices.registration;
import static org.messagingserver.testkit.Awaits.await;
import static org.messagingserver.testkit.Awaits.failure;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.UserId;
import org.messagingserver.testkit.TestStore;

@ExtendWith(VertxExtension.class)
class RegisterTest {
  private static final int MAX_KEYS = 15;
  private static final AtomicInteger KEYS = new AtomicInteger();

  private static TestStore store;
  private static Devices devices;

  @BeforeAll
  static void open(Vertx vertx) {
    store = TestStore.open(vertx);
    devices = new Devices(store, MAX_KEYS, 10);
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @Test
  void addsKeysToTheRegistrationOnFile() {
    Address address = devices.registered(2);

    devices.register(address, registration("signed", 3, 4));

    assertThat(devices.takeAll(address.user())).containsExactly("4", "3", "2", "1");
  }

  @Test
  void replacesARegistrationWithAnotherSignedPreKeyAndDropsItsKeys() {
    Address address = devices.registered(5);

    devices.register(address, registration("another", 6, 7));

    List<DeviceKeys> taken = await(devices.preKeys().take(address.user(), Set.of(), 0, () -> {}));
    assertThat(taken)
        .extracting(DeviceKeys::signedPreKey)
        .containsExactly(Buffer.buffer("another"));
    assertThat(taken).extracting(DeviceKeys::oneTimePreKey).containsExactly(Buffer.buffer("7"));
    assertThat(devices.takeAll(address.user())).containsExactly("6");
  }

  @Test
  void replacesARegistrationWithAnotherRegistrationIdAndDropsItsKeys() {
    Address address = devices.registered(5);

    devices.register(address, new Registration(8, Buffer.buffer("signed"), List.of()));

    List<DeviceKeys> taken = await(devices.preKeys().take(address.user(), Set.of(), 0, () -> {}));
    assertThat(taken).extracting(DeviceKeys::registrationId).containsExactly(8);
    assertThat(taken).extracting(DeviceKeys::oneTimePreKey).containsExactly(Buffer.buffer());
  }

  @Test
  void keepsAKeyThatComesAgainWithAnotherRegistration() {
    Address address = devices.registered(3);

    devices.register(address, registration("another", 2, 4));

    assertThat(devices.takeAll(address.user())).containsExactly("4", "3", "2");
  }

  /** As when its first answer was lost. */
  @Test
  void bringsNoKeyBackThatWasHandedOutBeforeTheRegisterCameAgain() {
    Address address = devices.registered(5);
    assertThat(devices.takeOne(address.user())).isEqualTo("5");

    devices.register(address, registration("signed", 1, 5));

    assertThat(devices.takeAll(address.user())).containsExactly("4", "3", "2", "1");
  }

  @Test
  void bringsNoKeyBackThatWasHandedOutUnderAFormerRegistration() {
    Address address = devices.registered(5);
    assertThat(devices.takeOne(address.user())).isEqualTo("5");

    devices.register(address, registration("another", 4, 6));

    assertThat(devices.takeAll(address.user())).containsExactly("6", "4");
  }

  @Test
  void givesNoKeyTwiceWhileTheSameRegisterComesAgainAndAgain() {
    Address address = devices.registered(10);
    PreKeys other = devices.another(MAX_KEYS, 10);
    List<Future<String>> all = new ArrayList<>();

    for (int round = 0; round < 40; round++) {
      String signed = round % 8 == 7 ? "another" : "signed";
      all.add(other.register(address, registration(signed, 1, 10), 0).map(""));
      all.add(taken(address));
    }

    List<String> given = awaitAll(all).stream().filter(key -> !key.isEmpty()).toList();
    assertThat(given).isNotEmpty().doesNotHaveDuplicates();
  }

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
  void storesAKeyThatIsGivenTwiceOnce() {
    Address address = TestStore.stranger();
    Buffer key = Buffer.buffer("1");
    Registration twice = new Registration(7, Buffer.buffer("signed"), List.of(key, key));

    devices.register(address, twice);
    devices.register(address, twice);

    assertThat(devices.takeAll(address.user())).containsExactly("1");
  }

  @Test
  void isTheSameWhenItComesTwice() {
    Address address = devices.registered(MAX_KEYS - 5);
    Registration added = registration("signed", MAX_KEYS - 4, MAX_KEYS);

    devices.register(address, added);
    devices.register(address, added);

    assertThat(devices.takeAll(address.user())).isEqualTo(descending(MAX_KEYS, 1));
  }

  @Test
  void isTheSameWhenItComesTwiceAtOnce() {
    Address address = devices.registered(2);
    Registration added = registration("signed", 3, 6);
    PreKeys other = devices.another(MAX_KEYS, 10);

    awaitAll(
        List.of(
            devices.preKeys().register(address, added, 0),
            other.register(address, added, 0),
            devices.preKeys().register(address, added, 0)));

    assertThat(devices.takeAll(address.user())).isEqualTo(descending(6, 1));
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
    assertThat(await(devices.preKeys().take(user, Set.of(), 0, () -> {}))).hasSize(10);
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
    assertThat(await(devices.preKeys().take(user, Set.of(), 0, () -> {})))
        .extracting(taken -> taken.address().device().value())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 10).boxed().toList());
  }

  @Test
  void unregistersWhatIsNotRegistered() {
    await(devices.preKeys().unregister(TestStore.stranger(), 0));
  }

  @Test
  void leavesNothingOfADeviceThatUnregistered() {
    Address address = devices.registered(5);
    Address sibling = new Address(address.user(), new DeviceId(2));
    devices.register(sibling, registration("signed", 1, 1));

    await(devices.preKeys().unregister(address, 0));

    assertThat(keysOf(address.user())).isEqualTo(1);
    assertThat(await(devices.preKeys().take(address.user(), Set.of(), 0, () -> {})))
        .extracting(DeviceKeys::address)
        .containsExactly(sibling);
  }

  /** What a take gives is of one registration: a key of the former never goes with the next. */
  @Test
  void givesKeysOnlyWithTheirOwnRegistrationWhileItIsReplaced() {
    Address address = devices.registered(0);
    List<Future<List<DeviceKeys>>> takes = new ArrayList<>();
    List<Future<Void>> changes = new ArrayList<>();

    for (int round = 0; round < 40; round++) {
      changes.add(devices.preKeys().register(address, named("r" + round / 2, round % 2), 0));
      takes.add(devices.preKeys().take(address.user(), Set.of(), 0, () -> {}));
      takes.add(devices.preKeys().take(address.user(), Set.of(), 0, () -> {}));
    }

    awaitAll(changes);
    List<String> given =
        awaitAll(takes).stream()
            .map(taken -> taken.get(0))
            .filter(keys -> keys.oneTimePreKey().length() > 0)
            .map(keys -> keys.signedPreKey() + " " + keys.oneTimePreKey())
            .toList();
    assertThat(given).isNotEmpty().doesNotHaveDuplicates();
    assertThat(given).allMatch(pair -> pair.split(" ", 2)[1].startsWith(pair.split(" ", 2)[0]));
  }

  @Test
  void givesNoKeyTwiceWhileTheDeviceComesAndGoes() {
    Address address = TestStore.stranger();
    List<Future<String>> all = new ArrayList<>();

    for (int round = 0; round < 30; round++) {
      all.add(devices.preKeys().register(address, named("r" + round, 0), 0).map(""));
      all.add(taken(address));
      all.add(taken(address));
      all.add(devices.preKeys().unregister(address, 0).map(""));
    }

    List<String> given = awaitAll(all).stream().filter(key -> !key.isEmpty()).toList();
    assertThat(given).doesNotHaveDuplicates();
    await(devices.preKeys().unregister(address, 0));
    assertThat(keysOf(address.user())).isZero();
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
    assertThat(await(narrow.take(user, Set.of(), 0, () -> {}))).hasSize(2);
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

  private static Registration another(Registration registration) {
    return new Registration(8, registration.signedPreKey(), registration.oneTimePreKeys());
  }

  private static Future<String> taken(Address address) {
    return devices
        .preKeys()
        .take(address.user(), Set.of(), 0, () -> {})
        .map(Devices::one)
        .otherwise(
            unknown -> {
              assertThat(unknown).isInstanceOf(UnknownUserException.class);
              return "";
            });
  }

  /** Three keys that say which registration they came with. */
  private static Registration named(String name, int part) {
    List<Buffer> keys =
        IntStream.range(0, 3)
            .mapToObj(key -> Buffer.buffer(name + "." + part + "." + key))
            .toList();
    return new Registration(7, Buffer.buffer(name + "."), keys);
  }

  private static Address address(UserId user, int device) {
    return new Address(user, new DeviceId(device));
  }

  private static long keysOf(UserId user) {
    return store
        .tables()
        .number(
            "SELECT count(*) FROM one_time_pre_key WHERE user_hash = ?",
            store.vault().hash(user).value());
  }

  private static List<String> descending(int from, int to) {
    return IntStream.rangeClosed(to, from)
        .mapToObj(key -> Integer.toString(from + to - key))
        .toList();
  }
}
