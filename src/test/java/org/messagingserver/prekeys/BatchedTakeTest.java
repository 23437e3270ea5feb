package org.messagingserver.prekeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;
import static org.messagingserver.testkit.Awaits.failure;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.encryption.EncryptionException;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.DeviceSelection;
import org.messagingserver.testkit.TestStore;

/** What several ask for in one tick is taken by one statement. */
@ExtendWith(VertxExtension.class)
class BatchedTakeTest {
  private static final String TAKE = "WITH asked AS MATERIALIZED";

  private static TestStore store;
  private static Devices devices;
  private static PreKeys preKeys;
  private static Vertx vertx;

  @BeforeAll
  static void open(Vertx given) {
    vertx = given;
    store = TestStore.open(vertx);
    devices = new Devices(store, 1000, 10);
    var settings =
        new PreKeySettings(
            10, 100, Duration.ofMinutes(5), Duration.ZERO, 1000, 10, 1 << 24, 1 << 24);
    preKeys = new PreKeys(vertx, store.databaseBehindProxy(), store.vault(), settings);
  }

  @AfterAll
  static void close() {
    store.close();
  }

  private static Future<List<DeviceKeys>> take(Address of, DeviceSelection selection) {
    return preKeys.take(of.user(), selection, Devices.stranger(), () -> {});
  }

  private static DeviceSelection all() {
    return DeviceSelection.except(Set.of());
  }

  private static List<Future<List<DeviceKeys>>> together(
      Supplier<Stream<Future<List<DeviceKeys>>>> asked) {
    Promise<List<Future<List<DeviceKeys>>>> done = Promise.promise();
    long before = store.proxy().executed(TAKE);
    vertx.runOnContext(tick -> done.complete(asked.get().toList()));
    List<Future<List<DeviceKeys>>> answers = await(done.future());
    answers.forEach(answer -> await(answer.transform(any -> Future.succeededFuture())));
    assertThat(store.proxy().executed(TAKE) - before).as("statements").isEqualTo(1);
    return answers;
  }

  @Test
  void dealsTheKeysOfADeviceToThoseWhoAskInTheirOrder() {
    Address address = devices.registered(20);

    List<Future<List<DeviceKeys>>> answers =
        together(() -> IntStream.range(0, 25).mapToObj(asker -> take(address, all())));

    assertThat(answers.stream().map(answer -> Devices.one(await(answer))).limit(20))
        .containsExactlyElementsOf(
            IntStream.iterate(20, key -> key - 1).limit(20).mapToObj(Integer::toString).toList());
    assertThat(answers.stream().map(answer -> Devices.one(await(answer))).skip(20))
        .containsOnly("");
    assertThat(answers).allMatch(answer -> await(answer).get(0).few());
  }

  @Test
  void keepsApartWhatEachKnowsAndAsksFor() {
    Address one = devices.registered(5);
    Address two = new Address(one.user(), DeviceId.of(200));
    devices.register(two, Devices.registration("other", 1, 5));
    Address other = devices.registered(5);
    Address stranger = TestStore.stranger();

    List<Future<List<DeviceKeys>>> answers =
        together(
            () ->
                Stream.of(
                    take(one, all()),
                    take(one, DeviceSelection.except(Set.of(one.device()))),
                    take(one, new DeviceSelection(Set.of(), Map.of(), Set.of(one.device()))),
                    take(other, DeviceSelection.except(Set.of(two.device()))),
                    take(stranger, all())));

    assertThat(keys(answers.get(0))).containsExactly(one + " 5", two + " 5");
    assertThat(keys(answers.get(1))).containsExactly(two + " 4");
    assertThat(keys(answers.get(2))).containsExactly(one + " 4");
    assertThat(keys(answers.get(3))).containsExactly(other + " 5");
    assertThat(failure(answers.get(4))).isInstanceOf(UnknownUserException.class);
    assertThat(devices.takeAll(other.user())).containsExactly("4", "3", "2", "1");
  }

  private static List<String> keys(Future<List<DeviceKeys>> answer) {
    return await(answer).stream().map(one -> one.address() + " " + one.oneTimePreKey()).toList();
  }

  @Test
  void aDamagedRowOfOneUserFailsNobodyElse() {
    Address damaged = devices.registered(2);
    List<Address> others = Stream.generate(() -> devices.registered(2)).limit(31).toList();
    store
        .tables()
        .execute(
            "UPDATE device SET registration = '\\x00' WHERE user_hash = ?",
            store.vault().hash(damaged).user().value());

    List<Future<List<DeviceKeys>>> answers =
        together(
            () ->
                Stream.concat(Stream.of(damaged), others.stream())
                    .map(address -> take(address, all())));

    assertThat(failure(answers.get(0))).isInstanceOf(EncryptionException.class);
    assertThat(answers.stream().skip(1).map(answer -> Devices.one(await(answer))))
        .containsOnly("2");
  }
}
