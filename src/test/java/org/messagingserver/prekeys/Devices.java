package org.messagingserver.prekeys;

import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.Admission;
import org.messagingserver.protocol.UserId;
import org.messagingserver.testkit.TestStore;

/** Registrations as the tests of this package make and take them. */
final class Devices {
  private final TestStore store;
  private final PreKeys preKeys;

  Devices(TestStore store, int maxPerDevice, int maxDevices) {
    this.store = store;
    this.preKeys = another(maxPerDevice, maxDevices);
  }

  /** As another node has it. */
  PreKeys another(int maxPerDevice, int maxDevices) {
    return another(maxPerDevice, maxDevices, 1 << 24);
  }

  /** As a node has it where the keys of a user have so many bytes at most. */
  PreKeys another(int maxPerDevice, int maxDevices, int maxUserBytes) {
    var settings =
        new PreKeySettings(
            10,
            100,
            Duration.ofMinutes(5),
            Duration.ZERO,
            maxPerDevice,
            maxDevices,
            maxUserBytes,
            1 << 24);
    return new PreKeys(store.vertx(), store.database(), store.vault(), settings);
  }

  PreKeys preKeys() {
    return preKeys;
  }

  /** A device of a fresh user with keys named 1 and so on. */
  Address registered(int keys) {
    Address address = TestStore.stranger();
    register(address, registration("signed", 1, keys));
    return address;
  }

  /** The same, admitting these. */
  Address registered(int keys, Admission admission) {
    Address address = TestStore.stranger();
    register(address, registration("signed", 1, keys, admission));
    return address;
  }

  void register(Address address, Registration registration) {
    await(preKeys.register(address, registration, 0));
  }

  static Registration registration(String signedPreKey, int first, int last) {
    List<Buffer> keys =
        IntStream.rangeClosed(first, last).mapToObj(Integer::toString).map(Buffer::buffer).toList();
    return new Registration(7, Buffer.buffer(signedPreKey), keys);
  }

  static Registration registration(String signedPreKey, int first, int last, Admission admission) {
    Registration open = registration(signedPreKey, first, last);
    return new Registration(
        open.registrationId(), open.signedPreKey(), open.oneTimePreKeys(), Optional.of(admission));
  }

  /** Somebody without a delivery token, who may take one-time keys. */
  static Asker stranger() {
    return stranger(0);
  }

  static Asker stranger(long source) {
    return new Asker(Optional.empty(), true, true, source);
  }

  /** Somebody who may take none. */
  static Asker withoutOneTimeKeys() {
    return new Asker(Optional.empty(), false, false, 0);
  }

  /** The one-time key of a user's only device; empty where it had none. */
  String takeOne(UserId user) {
    return one(await(preKeys.take(user, Set.of(), stranger(), () -> {})));
  }

  static String one(List<DeviceKeys> taken) {
    if (taken.size() != 1) {
      throw new AssertionError(taken.size() + " bundles of one device");
    }
    return taken.get(0).oneTimePreKey().toString();
  }

  /** Takes until nothing is left. */
  List<String> takeAll(UserId user) {
    return Stream.generate(() -> takeOne(user)).takeWhile(key -> !key.isEmpty()).toList();
  }

  static <T> List<T> awaitAll(List<Future<T>> futures) {
    return await(Future.all(futures).map(all -> all.<T>list()));
  }
}
