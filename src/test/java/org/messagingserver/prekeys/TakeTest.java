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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.DeviceSelection;
import org.messagingserver.testkit.TestStore;

@ExtendWith(VertxExtension.class)
class TakeTest {
  private static TestStore store;
  private static Devices devices;

  @BeforeAll
  static void open(Vertx vertx) {
    store = TestStore.open(vertx);
    devices = new Devices(store, 1000, 10);
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @Test
  void givesEachKeyToOneTakerUnderConcurrencyOnTwoNodes() {
    Address address = devices.registered(200);
    PreKeys other = devices.another(1000, 10);

    List<Future<List<DeviceKeys>>> takes = new ArrayList<>();
    for (int taker = 0; taker < 200; taker++) {
      PreKeys node = taker % 2 == 0 ? devices.preKeys() : other;
      takes.add(node.take(address.user(), Set.of(), Devices.stranger(taker % 8), () -> {}));
    }

    assertThat(awaitAll(takes))
        .extracting(Devices::one)
        .containsExactlyInAnyOrderElementsOf(numbers(1, 200));
    assertThat(devices.takeOne(address.user())).isEmpty();
  }

  @Test
  void takesNoneWhereItIsNotAdmittedInItsTurn() {
    Address address = devices.registered(1);
    Runnable refusal =
        () -> {
          throw new IllegalStateException("no room");
        };

    assertThat(
            failure(devices.preKeys().take(address.user(), Set.of(), Devices.stranger(), refusal)))
        .hasMessage("no room");

    assertThat(devices.takeOne(address.user())).isEqualTo("1");
  }

  @Test
  void takesOnlyOfTheDevicesAskedForLessTheKnownOnes() {
    Address one = devices.registered(2);
    Address two = sibling(one, 2);
    Address three = sibling(one, 3);

    assertThat(taken(one, Set.of(), Map.of(), Set.of(two.device(), three.device())))
        .containsExactly(two, three);
    assertThat(taken(one, Set.of(two.device()), Map.of(), Set.of(two.device(), three.device())))
        .containsExactly(three);
    assertThat(taken(one, Set.of(two.device()), Map.of(), Set.of(two.device()))).isEmpty();
    assertThat(oneTimeKeyOf(one)).isEqualTo("2");
  }

  @Test
  void knowsWhereNoneOfTheDevicesAskedForIsRegistered() {
    Address address = devices.registered(1);
    DeviceSelection nobody =
        new DeviceSelection(Set.of(), Map.of(), Set.of(DeviceId.of(98), DeviceId.of(99)));

    assertThat(
            failure(devices.preKeys().take(address.user(), nobody, Devices.stranger(), () -> {})))
        .isInstanceOf(UnknownDeviceException.class);
    assertThat(
            failure(
                devices
                    .preKeys()
                    .take(TestStore.stranger().user(), nobody, Devices.stranger(), () -> {})))
        .isInstanceOf(UnknownUserException.class);
  }

  /** Devices of these tests have the registrationID 7. */
  @Test
  void answersAKnownDeviceWithAnotherRegistrationIdLikeAnUnknownOne() {
    Address one = devices.registered(2);
    Address two = sibling(one, 2);
    Set<DeviceId> both = Set.of(one.device(), two.device());

    assertThat(taken(one, both, Map.of(one.device(), 7, two.device(), 7), Set.of())).isEmpty();
    assertThat(taken(one, both, Map.of(one.device(), 7, two.device(), 8), Set.of()))
        .containsExactly(two);
    assertThat(oneTimeKeyOf(one)).as("nothing was taken of it").isEqualTo("2");
  }

  private Address sibling(Address of, int device) {
    Address sibling = new Address(of.user(), DeviceId.of(device + 100L));
    devices.register(sibling, registration("other", 1, 2));
    return sibling;
  }

  private static String oneTimeKeyOf(Address address) {
    DeviceSelection only = new DeviceSelection(Set.of(), Map.of(), Set.of(address.device()));
    return Devices.one(
        await(devices.preKeys().take(address.user(), only, Devices.stranger(), () -> {})));
  }

  private static List<Address> taken(
      Address of, Set<DeviceId> known, Map<DeviceId, Integer> registrationIds, Set<DeviceId> only) {
    DeviceSelection selection = new DeviceSelection(known, registrationIds, only);
    return await(devices.preKeys().take(of.user(), selection, Devices.stranger(), () -> {}))
        .stream()
        .map(DeviceKeys::address)
        .toList();
  }

  @Test
  void givesTheSameWithoutOneTimeKeysAndTakesNone() {
    Address address = devices.registered(2);
    Address sibling = new Address(address.user(), new DeviceId(77));
    devices.register(sibling, registration("other", 1, 1));

    var without =
        await(
            devices
                .preKeys()
                .take(address.user(), Set.of(), Devices.withoutOneTimeKeys(), () -> {}));
    var ofSibling =
        await(
            devices
                .preKeys()
                .take(
                    address.user(),
                    Set.of(address.device()),
                    Devices.withoutOneTimeKeys(),
                    () -> {}));
    var taken =
        await(devices.preKeys().take(address.user(), Set.of(), Devices.stranger(), () -> {}));

    assertThat(ofSibling).extracting(DeviceKeys::address).containsExactly(sibling);
    assertThat(without).extracting(DeviceKeys::oneTimePreKey).containsOnly(Buffer.buffer());
    assertThat(without).extracting(DeviceKeys::few).containsOnly(false);
    assertThat(without)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("oneTimePreKey", "few")
        .containsExactlyElementsOf(taken);
    assertThat(taken).extracting(keys -> keys.oneTimePreKey().toString()).containsOnly("2", "1");
    assertThat(
            failure(
                devices
                    .preKeys()
                    .take(
                        TestStore.stranger().user(),
                        Set.of(),
                        Devices.withoutOneTimeKeys(),
                        () -> {})))
        .isInstanceOf(UnknownUserException.class);
  }

  /** On a fresh database the planner may look for the newest key once for each row it passes. */
  @Test
  void takesOneKeyHoweverTheKeysLieInTheTable() {
    Address address = devices.registered(20);
    for (int key = 19; key > 0; key--) {
      moveToTheEnd(address, key);
    }

    assertThat(devices.takeAll(address.user())).isEqualTo(descending(20));
  }

  private static void moveToTheEnd(Address address, int key) {
    store
        .tables()
        .execute(
            """
            UPDATE one_time_pre_key SET sealed_key = sealed_key
            WHERE key_id = (SELECT key_id FROM one_time_pre_key WHERE user_hash = ?
                            ORDER BY key_id OFFSET ? LIMIT 1)""",
            store.vault().hash(address).user().value(),
            key - 1);
  }

  @Test
  void takesTheNewestKeyFirstAlsoAcrossRegistrations() {
    Address address = devices.registered(3);
    devices.register(address, registration("signed", 4, 6));

    assertThat(devices.takeAll(address.user())).containsExactly("6", "5", "4", "3", "2", "1");
  }

  @Test
  void givesTheRegistrationOfEveryDeviceWithoutAKeyWhereNoneIsLeft() {
    Address one = devices.registered(1);
    Address other = new Address(one.user(), DeviceId.of(4_294_967_295L));
    devices.register(other, new Registration(-1, Buffer.buffer(), List.of()));

    List<DeviceKeys> taken =
        await(devices.preKeys().take(one.user(), Set.of(), Devices.stranger(), () -> {}));

    assertThat(taken)
        .containsExactly(
            new DeviceKeys(one, 7, Buffer.buffer("signed"), Buffer.buffer("1"), true, false),
            new DeviceKeys(other, -1, Buffer.buffer(), Buffer.buffer(), true, false));
  }

  @Test
  void leavesTheKeysOfKnownDevicesAlone() {
    Address known = devices.registered(1);
    Address unknown = new Address(known.user(), new DeviceId(2));
    devices.register(unknown, registration("other", 5, 5));

    List<DeviceKeys> taken =
        await(
            devices
                .preKeys()
                .take(known.user(), Set.of(known.device()), Devices.stranger(), () -> {}));
    List<DeviceKeys> rest =
        await(
            devices
                .preKeys()
                .take(known.user(), Set.of(unknown.device()), Devices.stranger(), () -> {}));

    assertThat(taken).extracting(DeviceKeys::address).containsExactly(unknown);
    assertThat(rest).extracting(DeviceKeys::oneTimePreKey).containsExactly(Buffer.buffer("1"));
  }

  @Test
  void givesNothingWhereEveryDeviceIsKnown() {
    Address address = devices.registered(1);

    assertThat(
            await(
                devices
                    .preKeys()
                    .take(address.user(), Set.of(address.device()), Devices.stranger(), () -> {})))
        .isEmpty();
    assertThat(devices.takeOne(address.user())).isEqualTo("1");
  }

  @Test
  void doesNotKnowAUserWithoutADevice() {
    Address gone = devices.registered(3);
    await(devices.preKeys().unregister(gone, 0));

    assertThat(
            failure(
                devices
                    .preKeys()
                    .take(TestStore.stranger().user(), Set.of(), Devices.stranger(), () -> {})))
        .isInstanceOf(UnknownUserException.class);
    assertThat(
            failure(
                devices
                    .preKeys()
                    .take(gone.user(), Set.of(gone.device()), Devices.stranger(), () -> {})))
        .isInstanceOf(UnknownUserException.class);
  }

  @ParameterizedTest
  @CsvSource({"0, true", "1, true", "9, true", "10, false", "11, false", "1000, false"})
  void isLowWithFewerKeysThanItShouldHave(int keys, boolean low) {
    Address address = devices.registered(keys);

    assertThat(await(devices.preKeys().isLow(address, 0))).isEqualTo(low);
  }

  @Test
  void isNeverLowBeforeItHasRegistered() {
    assertThat(await(devices.preKeys().isLow(TestStore.stranger(), 0))).isFalse();
  }

  @Test
  void saysWithTheKeysWhetherFewAreLeftEarlyEnoughForConcurrentTakes() {
    Address address = devices.registered(10 + 32 + 3);

    List<Boolean> few =
        IntStream.range(0, 10)
            .mapToObj(
                take ->
                    await(
                            devices
                                .preKeys()
                                .take(address.user(), Set.of(), Devices.stranger(), () -> {}))
                        .get(0)
                        .few())
            .toList();

    assertThat(few.subList(0, 4)).containsOnly(false);
    assertThat(few.subList(4, 10)).containsOnly(true);
  }

  @Test
  void asksForNothingWhereLowIsZero() {
    var settings =
        new PreKeySettings(
            0, 100, Duration.ofMinutes(5), Duration.ZERO, 1000, 10, 1 << 24, 1 << 24);
    PreKeys never = new PreKeys(store.vertx(), store.database(), store.vault(), settings);
    Address address = devices.registered(0);

    assertThat(await(never.isLow(address, 0))).isFalse();
    assertThat(
            await(never.take(address.user(), Set.of(), Devices.stranger(), () -> {})).get(0).few())
        .isFalse();
  }

  private static List<String> numbers(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(Integer::toString).toList();
  }

  private static List<String> descending(int from) {
    return IntStream.range(0, from).mapToObj(taken -> Integer.toString(from - taken)).toList();
  }
}
