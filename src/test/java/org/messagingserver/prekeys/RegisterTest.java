package org.messagingserver.prekeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.prekeys.Devices.awaitAll;
import static org.messagingserver.prekeys.Devices.registration;
import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.testkit.TestStore;

class RegisterTest extends Registering {
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

    List<DeviceKeys> taken =
        await(devices.preKeys().take(address.user(), Set.of(), Devices.stranger(), () -> {}));
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

    List<DeviceKeys> taken =
        await(devices.preKeys().take(address.user(), Set.of(), Devices.stranger(), () -> {}));
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
    assertThat(
            await(devices.preKeys().take(address.user(), Set.of(), Devices.stranger(), () -> {})))
        .extracting(DeviceKeys::address)
        .containsExactly(sibling);
  }

  @Test
  void tellsWhetherItReplacesAnotherRegistrationId() {
    Address address = TestStore.stranger();

    assertThat(register(address, 1, "signed")).as("the first").isFalse();
    assertThat(register(address, 1, "signed")).as("more keys").isFalse();
    assertThat(register(address, 1, "another")).as("another signed key").isFalse();
    assertThat(register(address, 2, "another")).as("another device").isTrue();
    assertThat(register(address, 2, "another")).as("more keys").isFalse();
    await(devices.preKeys().unregister(address, 0));
    assertThat(register(address, 3, "another")).as("nobody's").isFalse();
  }

  private boolean register(Address address, int registrationId, String signedPreKey) {
    Registration registration =
        new Registration(registrationId, Buffer.buffer(signedPreKey), List.of());
    return await(devices.preKeys().register(address, registration, 0));
  }

  /** What a take gives is of one registration: a key of the former never goes with the next. */
  @Test
  void givesKeysOnlyWithTheirOwnRegistrationWhileItIsReplaced() {
    Address address = devices.registered(0);
    // Two at a time: each waits for the commits of all before it, and not forever.
    Future<?> changed = Future.all(replace(address, 0, 0), replace(address, 0, 1));
    List<DeviceKeys> taken = Collections.synchronizedList(new ArrayList<>());

    await(Future.all(takeUntil(changed, address, taken), takeUntil(changed, address, taken)));

    List<String> given =
        taken.stream()
            .filter(DeviceKeys::hasOneTimePreKey)
            .map(keys -> keys.signedPreKey() + " " + keys.oneTimePreKey())
            .toList();
    assertThat(given).isNotEmpty().doesNotHaveDuplicates();
    assertThat(given).allMatch(pair -> pair.split(" ", 2)[1].startsWith(pair.split(" ", 2)[0]));
  }

  private static Future<Boolean> replace(Address address, int round, int part) {
    Future<Boolean> replaced = devices.preKeys().register(address, named("r" + round, part), 0);
    return round == 19 ? replaced : replaced.compose(next -> replace(address, round + 1, part));
  }

  private static Future<Void> takeUntil(
      Future<?> changed, Address address, List<DeviceKeys> taken) {
    return devices
        .preKeys()
        .take(address.user(), Set.of(), Devices.stranger(), () -> {})
        .onSuccess(taken::addAll)
        .compose(
            more -> changed.isComplete() ? changed.mapEmpty() : takeUntil(changed, address, taken));
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

  /** Three keys that say which registration they came with. */
  private static Registration named(String name, int part) {
    List<Buffer> keys =
        IntStream.range(0, 3)
            .mapToObj(key -> Buffer.buffer(name + "." + part + "." + key))
            .toList();
    return new Registration(7, Buffer.buffer(name + "."), keys);
  }
}
