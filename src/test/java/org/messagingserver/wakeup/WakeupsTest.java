package org.messagingserver.wakeup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.SealPurpose;
import org.messagingserver.prekeys.Registration;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage.SetWakeup;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.WakeupStatus;
import org.messagingserver.protocol.WakeupStatus.State;
import org.messagingserver.testkit.TestStore;
import org.messagingserver.webpush.PushSubscription;

/** The life of a subscription, which ends with the registration it was made for. */
@ExtendWith(VertxExtension.class)
class WakeupsTest {
  private static final String ENDPOINT = "https://push.example/one";

  private static WakeableDevices devices;

  private final Address address = TestStore.stranger();
  private final HashedAddress device = devices.store.vault().hash(address);

  @BeforeAll
  static void open(Vertx vertx) {
    devices = new WakeableDevices(TestStore.open(vertx));
  }

  @AfterAll
  static void close() {
    devices.close();
  }

  @Test
  void needsARegistration() {
    assertThat(devices.set(address, devices.subscription(ENDPOINT, 0))).isFalse();
    assertThat(devices.set(address, devices.subscription("", 0))).isFalse();
    assertThat(status()).isEqualTo(WakeupStatus.NONE);
  }

  @Test
  void isStoredUnderASeal() {
    register(1, "signed");
    SetWakeup request = devices.subscription(ENDPOINT, 0);

    assertThat(devices.set(address, request)).isTrue();

    assertThat(subscription())
        .isEqualTo(
            PushSubscription.parse(
                ENDPOINT,
                request.p256dh(),
                request.auth(),
                request.serverKey(),
                devices.settings.push().ports()));
    assertThat(
            devices.is(
                device, "position(convert_to('push.example', 'UTF8') in sealed_subscription) = 0"))
        .isTrue();
    assertThat(status()).isEqualTo(new WakeupStatus(State.SET, request.serverKey()));
  }

  @Test
  void isMarkedSinceSomethingMayWait() {
    register(1, "signed");
    long row = devices.append(device);

    devices.set(address, devices.subscription(ENDPOINT, 0));

    assertThat(devices.is(device, "due_at > now() AND first_row = " + row)).isTrue();
  }

  @Test
  void replacesTheOneBefore() {
    register(1, "signed");
    devices.set(address, devices.subscription(ENDPOINT, 0));
    devices.change(
        device,
        "claimed_until = now(), failing_since = now(), attempts = 3, due_at = NULL,"
            + " not_before = now() + interval '5 hours'");

    devices.set(address, devices.subscription("https://push.example/two", 77));

    assertThat(subscription().endpoint()).hasToString("https://push.example/two");
    assertThat(
            devices.is(
                device,
                "claimed_until IS NULL AND failing_since IS NULL AND attempts = 0"
                    + " AND min_seconds = 77"))
        .isTrue();
    assertThat(devices.is(device, "due_at = not_before")).as("spared as before").isTrue();
  }

  @Test
  void isRemovedByAnEmptyEndpoint() {
    register(1, "signed");
    devices.set(address, devices.subscription(ENDPOINT, 0));

    assertThat(devices.set(address, devices.subscription("", 0))).isTrue();

    assertThat(rows()).isZero();
    assertThat(status()).isEqualTo(WakeupStatus.NONE);
  }

  @Test
  void saysHowItStands() {
    register(1, "signed");
    devices.set(address, devices.subscription(ENDPOINT, 0));
    devices.change(device, "failing_since = now()");
    assertThat(status().state()).isEqualTo(State.FAILING);

    devices.change(device, "failing_since = NULL, sealed_subscription = NULL");
    assertThat(status().state()).isEqualTo(State.REMOVED);

    devices.change(device, "vapid_key = vapid_key + 1");
    assertThat(status()).isEqualTo(new WakeupStatus(State.REMOVED, Buffer.buffer()));
  }

  @Test
  void endsWithTheRegistration() {
    register(1, "signed");
    devices.set(address, devices.subscription(ENDPOINT, 0));

    await(devices.store.preKeys().unregister(address, 0));

    assertThat(rows()).isZero();
  }

  @Test
  void endsWithAnotherRegistrationId() {
    register(1, "signed");
    devices.set(address, devices.subscription(ENDPOINT, 0));

    register(2, "signed");

    assertThat(rows()).isZero();
  }

  @Test
  void staysWithTheSameRegistrationId() {
    register(1, "signed");
    devices.set(address, devices.subscription(ENDPOINT, 0));

    register(1, "signed");
    register(1, "another");

    assertThat(rows()).isOne();
  }

  /** A node of an earlier version has registered it. */
  @Test
  void endsWhereTheRegistrationIdBeforeIsUnknown() {
    register(1, "signed");
    devices.set(address, devices.subscription(ENDPOINT, 0));
    devices
        .store
        .tables()
        .execute(
            "UPDATE device SET fingerprint = gen_random_uuid() WHERE "
                + WakeableDevices.key(device));

    register(1, "signed");

    assertThat(rows()).isZero();
  }

  @Test
  void leavesThoseOfOtherDevicesAlone() {
    Address other = new Address(address.user(), new DeviceId(2));
    register(1, "signed");
    devices.set(address, devices.subscription(ENDPOINT, 0));
    devices.store.register(other);

    devices.set(other, devices.subscription("", 0));
    await(devices.store.preKeys().unregister(other, 0));

    assertThat(rows()).isOne();
  }

  @Test
  void takesOnlyKeysOfThisServer() {
    SetWakeup request = devices.subscription(ENDPOINT, 0);
    SetWakeup foreign =
        new SetWakeup(1, ENDPOINT, request.p256dh(), request.auth(), 0, request.p256dh());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> devices.wakeups.prepare(address, foreign))
        .withMessage("serverKey is no key of this server");
  }

  private void register(int registrationId, String signedPreKey) {
    await(
        devices
            .store
            .preKeys()
            .register(
                address,
                new Registration(registrationId, Buffer.buffer(signedPreKey), List.of()),
                0));
  }

  private WakeupStatus status() {
    return await(devices.wakeups.status(address, 0));
  }

  private PushSubscription subscription() {
    String hex =
        devices
            .store
            .tables()
            .column(
                "SELECT encode(sealed_subscription, 'hex') FROM wakeup WHERE "
                    + WakeableDevices.key(device))
            .get(0);
    byte[] plaintext =
        devices
            .store
            .vault()
            .open(SealPurpose.PUSH_SUBSCRIPTION, device, HexFormat.of().parseHex(hex));
    return SubscriptionCodec.decode(plaintext, devices.settings.push().ports());
  }

  private long rows() {
    return devices
        .store
        .tables()
        .number("SELECT count(*) FROM wakeup WHERE " + WakeableDevices.key(device));
  }
}
