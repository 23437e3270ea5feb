package org.messagingserver.prekeys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.encryption.SealPurpose;
import org.messagingserver.protocol.Address;
import org.messagingserver.testkit.TestStore;

/** A ceiling spares a take the rows of keys that are used up, and hides no key. */
@ExtendWith(VertxExtension.class)
class KeyCeilingsTest {
  private static final int REMEMBERED = 40;

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
  void looksBelowTheKeysThatWereTakenAndThenAtWhatIsLeftAbove() {
    Address address = devices.registered(REMEMBERED + 2);
    take(address, REMEMBERED);

    giveBack(address);

    assertThat(devices.takeOne(address.user())).isEqualTo("2");
    assertThat(devices.takeOne(address.user())).isEqualTo("1");
    assertThat(devices.takeOne(address.user())).isEqualTo("given back");
    assertThat(devices.takeOne(address.user())).isEmpty();
  }

  @Test
  void takesTheNewestKeysFirstAfterARegister() {
    Address address = devices.registered(REMEMBERED + 1);
    take(address, REMEMBERED);

    devices.register(address, Devices.registration("signed", 101, 102));

    assertThat(devices.takeAll(address.user())).containsExactly("102", "101", "1");
  }

  @Test
  void takesNoKeyOfAFormerRegistration() {
    Address address = devices.registered(REMEMBERED + 1);
    take(address, REMEMBERED);

    await(devices.preKeys().unregister(address, 0));
    devices.register(address, Devices.registration("new", 201, 202));

    assertThat(devices.takeAll(address.user())).containsExactly("202", "201");
  }

  private static void take(Address address, int keys) {
    for (int key = 0; key < keys; key++) {
      await(devices.preKeys().take(address.user(), Set.of(), Devices.stranger(), () -> {}));
    }
  }

  /** As after a take of another node that was rolled back: no Register has written the device. */
  private static void giveBack(Address address) {
    var owner = store.vault().hash(address);
    store
        .tables()
        .execute(
            """
            UPDATE one_time_pre_key k SET sealed_key = ?
            WHERE k.user_hash = ?
              AND k.key_id = (SELECT max(key_id) FROM one_time_pre_key WHERE user_hash = ?)""",
            store.vault().seal(SealPurpose.ONE_TIME_PRE_KEY, owner, "given back".getBytes(UTF_8)),
            owner.user().value(),
            owner.user().value());
  }
}
