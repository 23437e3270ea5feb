package org.messagingserver.prekeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.prekeys.Devices.registration;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.UserId;
import org.messagingserver.testkit.TestStore;

/** Devices in a real database. */
@ExtendWith(VertxExtension.class)
abstract class Registering {
  static final int MAX_KEYS = 15;

  static TestStore store;
  static Devices devices;

  @BeforeAll
  static void open(Vertx vertx) {
    store = TestStore.open(vertx);
    devices = new Devices(store, MAX_KEYS, 10);
  }

  @AfterAll
  static void close() {
    store.close();
  }

  static Registration another(Registration registration) {
    return new Registration(8, registration.signedPreKey(), registration.oneTimePreKeys());
  }

  static Future<String> taken(Address address) {
    return devices
        .preKeys()
        .take(address.user(), Set.of(), Devices.stranger(), () -> {})
        .map(Devices::one)
        .otherwise(
            unknown -> {
              assertThat(unknown).isInstanceOf(UnknownUserException.class);
              return "";
            });
  }

  static Address address(UserId user, int device) {
    return new Address(user, new DeviceId(device));
  }

  static long keysOf(UserId user) {
    return store
        .tables()
        .number(
            "SELECT count(*) FROM one_time_pre_key WHERE user_hash = ?",
            store.vault().hash(user).value());
  }

  static List<String> descending(int from, int to) {
    return IntStream.rangeClosed(to, from)
        .mapToObj(key -> Integer.toString(from + to - key))
        .toList();
  }
}
