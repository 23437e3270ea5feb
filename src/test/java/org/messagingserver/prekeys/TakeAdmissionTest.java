package org.messagingserver.prekeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.prekeys.Devices.registration;
import static org.messagingserver.testkit.Awaits.await;
import static org.messagingserver.testkit.Awaits.failure;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.Admission;
import org.messagingserver.protocol.Admission.Strangers;
import org.messagingserver.protocol.DeliveryToken;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.UserId;

/** A device's admission decides which keys an asker gets. */
class TakeAdmissionTest extends Registering {
  private static final DeliveryToken TOKEN = new DeliveryToken(Buffer.buffer("t".repeat(32)));
  private static final DeliveryToken WRONG = new DeliveryToken(Buffer.buffer("w".repeat(32)));

  @Test
  void givesStrangersNoOneTimeKeyOfADeviceThatTakesFew() {
    Address address = devices.registered(2, new Admission(Strangers.FEW, List.of(TOKEN.hash())));

    DeviceKeys asStranger = one(address, Optional.empty());
    DeviceKeys asHolder = one(address, Optional.of(TOKEN));

    assertThat(asStranger.signedPreKey()).isEqualTo(asHolder.signedPreKey());
    assertThat(asStranger.oneTimePreKey()).isEqualTo(Buffer.buffer());
    assertThat(asStranger.few()).isFalse();
    assertThat(asHolder.oneTimePreKey()).isEqualTo(Buffer.buffer("2"));
    assertThat(asHolder.few()).isTrue();
  }

  @Test
  void hidesADeviceFromStrangersThatItDoesNotTake() {
    Address open = devices.registered(1);
    Address hidden = new Address(open.user(), new DeviceId(2));
    devices.register(
        hidden, registration("hidden", 1, 1, new Admission(Strangers.NONE, List.of(TOKEN.hash()))));

    assertThat(take(open.user(), Optional.of(WRONG)))
        .extracting(DeviceKeys::address)
        .containsExactly(open);
    assertThat(take(open.user(), Optional.of(TOKEN)))
        .extracting(DeviceKeys::address)
        .containsExactly(open, hidden);
    await(devices.preKeys().unregister(open, 0));
    assertThat(failure(takes(open.user(), Optional.empty())))
        .isInstanceOf(UnknownUserException.class);
  }

  @Test
  void takesOnlyWhatItIsGranted() {
    Address open = devices.registered(1);
    Address few = new Address(open.user(), new DeviceId(2));
    devices.register(
        few, registration("few", 1, 1, new Admission(Strangers.FEW, List.of(TOKEN.hash()))));

    List<DeviceKeys> byTokenAlone =
        await(
            devices
                .preKeys()
                .take(
                    open.user(),
                    Set.of(),
                    new Asker(Optional.of(TOKEN), false, true, 0),
                    () -> {}));

    assertThat(byTokenAlone)
        .extracting(keys -> keys.oneTimePreKey().toString())
        .containsExactly("", "1");
    assertThat(byTokenAlone).extracting(DeviceKeys::admitted).containsExactly(false, true);
  }

  @Test
  void keepsWhoIsAdmittedUntilAnotherAdmissionComes() {
    Address address = devices.registered(1, new Admission(Strangers.NONE, List.of(TOKEN.hash())));

    devices.register(address, new Registration(8, Buffer.buffer("another"), List.of()));
    devices.register(address, new Registration(8, Buffer.buffer("another"), List.of()));

    assertThat(failure(takes(address.user(), Optional.empty())))
        .isInstanceOf(UnknownUserException.class);
    devices.register(
        address,
        new Registration(
            8,
            Buffer.buffer("another"),
            List.of(),
            Optional.of(new Admission(Strangers.NONE, List.of(WRONG.hash())))));
    assertThat(failure(takes(address.user(), Optional.of(TOKEN))))
        .isInstanceOf(UnknownUserException.class);
    assertThat(take(address.user(), Optional.of(WRONG))).hasSize(1);
  }

  @Test
  void keepsAsManyTokensHoweverFewThereAre() {
    Address address = devices.registered(1, new Admission(Strangers.FEW, List.of(TOKEN.hash())));

    assertThat(
            store
                .tables()
                .number(
                    "SELECT cardinality(delivery_tokens) FROM device WHERE user_hash = ?",
                    store.vault().hash(address.user()).value()))
        .isEqualTo(4);
  }

  private static DeviceKeys one(Address address, Optional<DeliveryToken> token) {
    return take(address.user(), token).get(0);
  }

  private static List<DeviceKeys> take(UserId user, Optional<DeliveryToken> token) {
    return await(takes(user, token));
  }

  private static Future<List<DeviceKeys>> takes(UserId user, Optional<DeliveryToken> token) {
    return devices.preKeys().take(user, Set.of(), new Asker(token, true, true, 0), () -> {});
  }
}
