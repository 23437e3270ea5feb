package org.messagingserver.wakeup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.testkit.HeldTransaction;
import org.messagingserver.testkit.TestStore;
import org.messagingserver.wakeup.WakeupClaims.Claimed;

/** Which marks a node takes, also while messages are being stored and nodes die. */
@ExtendWith(VertxExtension.class)
class WakeupClaimsTest {
  private static final String IN_AN_HOUR =
      "due_at BETWEEN now() + interval '59 minutes' AND now() + interval '60 minutes'";

  private static WakeableDevices devices;

  @BeforeAll
  static void open(Vertx vertx) {
    devices = new WakeableDevices(TestStore.open(vertx));
  }

  @AfterAll
  static void close() {
    devices.close();
  }

  @BeforeEach
  void begin() {
    devices.store.tables().execute("DELETE FROM wakeup");
  }

  @Test
  void claimsADueMarkWhoseMessageWaits() {
    HashedAddress device = marked();

    assertThat(claimed()).containsExactly(device);

    assertThat(
            devices.is(
                device,
                "due_at IS NULL AND claimed_until BETWEEN now() + interval '50 seconds'"
                    + " AND now() + interval '1 minute'"))
        .isTrue();
  }

  @Test
  void claimsNoMarkThatIsNotDue() {
    HashedAddress device = devices.subscribed();
    devices.append(device);

    assertThat(claimed()).isEmpty();

    assertThat(devices.is(device, IN_AN_HOUR)).isTrue();
  }

  @Test
  void clearsTheMarkOfADeviceThatHasFetchedAll() {
    HashedAddress device = devices.subscribed();
    devices.fetched(devices.append(device));
    devices.due(device);

    Claimed claimed = await(devices.claims().claim(10));

    assertThat(claimed).isEqualTo(new Claimed(1, List.of()));
    assertThat(devices.is(device, "due_at IS NULL AND claimed_until IS NULL")).isTrue();
  }

  /** A message that came later has its time as well. */
  @Test
  void givesTheGraceToMessagesAfterTheOneThatWasFetched() {
    HashedAddress device = devices.subscribed();
    devices.change(device, "due_at = NULL");
    long first = devices.append(device);
    long second = devices.append(device);
    devices.fetched(first);
    devices.due(device);

    assertThat(claimed()).isEmpty();
    assertThat(devices.is(device, IN_AN_HOUR + " AND first_row = " + second)).isTrue();
    devices.due(device);

    assertThat(claimed()).containsExactly(device);
  }

  /** Whatever has set the mark: it was fetched. */
  @Test
  void doesNotPushForQuietMessagesThatAreLeft() {
    HashedAddress device = devices.subscribed();
    long loud = devices.append(device);
    devices.append(WakeableDevices.quiet(device));
    devices.fetched(loud);
    devices.due(device);

    assertThat(claimed()).isEmpty();
    assertThat(devices.is(device, "due_at IS NULL")).isTrue();
  }

  @Test
  void doesNotPushForExpiredMessages() {
    HashedAddress device = marked();
    devices
        .store
        .tables()
        .execute("UPDATE mailbox SET expires_at = '2026-01-01' WHERE " + key(device));

    assertThat(claimed()).isEmpty();
  }

  @Test
  void doesNotPushForMessagesOfAFormerRegistration() {
    HashedAddress device = marked();
    devices.store.tables().execute("UPDATE mailbox SET epoch = epoch + 1 WHERE " + key(device));

    assertThat(claimed()).isEmpty();
  }

  @Test
  void leavesMarksOfOtherKeysToNodesThatHaveThem() {
    HashedAddress device = marked();
    devices.change(device, "vapid_key = vapid_key + 1");

    assertThat(claimed()).isEmpty();
    assertThat(await(devices.claims().due())).isZero();

    devices.change(device, "vapid_key = vapid_key - 1");
    assertThat(await(devices.claims().due())).isOne();
    assertThat(claimed()).containsExactly(device);
  }

  @Test
  void givesEachMarkToOneNode() {
    List<HashedAddress> all = Stream.generate(this::marked).limit(40).toList();

    List<Future<Claimed>> running =
        IntStream.range(0, 8).mapToObj(node -> devices.claims().claim(10)).toList();
    await(Future.all(running));
    List<HashedAddress> claimed =
        Stream.concat(
                running.stream().flatMap(one -> one.result().wakeups().stream()),
                await(devices.claims().claim(100)).wakeups().stream())
            .map(ClaimedWakeup::owner)
            .toList();

    assertThat(claimed).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void claimsNoMoreThanItWasAskedFor() {
    Stream.generate(this::marked).limit(5).forEach(device -> {});

    assertThat(await(devices.claims().claim(3)).wakeups()).hasSize(3);
    assertThat(await(devices.claims().claim(3)).wakeups()).hasSize(2);
  }

  @Test
  void doesNotClaimWhatIsClaimedThoughItWasMarkedAnew() {
    HashedAddress device = marked();
    assertThat(claimed()).hasSize(1);

    devices.append(device);
    devices.due(device);

    assertThat(claimed()).isEmpty();
    assertThat(devices.is(device, "due_at IS NOT NULL")).isTrue();
  }

  /** A node that dies with a claim. */
  @Test
  void claimsAgainWhatANodeHasLeft() {
    HashedAddress device = marked();
    assertThat(claimed()).hasSize(1);
    await(devices.claims().sweep());
    assertThat(claimed()).isEmpty();

    devices.change(device, "claimed_until = now() - interval '1 second'");
    await(devices.claims().sweep());

    assertThat(claimed()).containsExactly(device);
  }

  @Test
  void keepsAMarkThatWasSetAnewWhereANodeHasLeftItsClaim() {
    HashedAddress device = marked();
    assertThat(claimed()).hasSize(1);
    devices.append(device);
    devices.change(device, "claimed_until = now() - interval '1 second'");

    await(devices.claims().sweep());

    assertThat(devices.is(device, IN_AN_HOUR + " AND claimed_until IS NULL")).isTrue();
  }

  @Test
  void forgetsUntilWhenADeviceWasSpared() {
    HashedAddress past = devices.subscribed();
    HashedAddress future = devices.subscribed();
    devices.change(past, "not_before = now() - interval '1 second'");
    devices.change(future, "not_before = now() + interval '1 minute'");

    await(devices.claims().sweep());

    assertThat(devices.is(past, "not_before IS NULL AND " + IN_AN_HOUR)).isTrue();
    assertThat(devices.is(future, "not_before IS NOT NULL")).isTrue();
  }

  /** An append holds its lock until it commits: its message is not there yet. */
  @Test
  void passesOverADeviceForWhichAMessageIsBeingStored() {
    HashedAddress device = devices.subscribed();
    devices.fetched(devices.append(device));
    devices.due(device);

    try (HeldTransaction append = new HeldTransaction(devices.store.uri())) {
      append.execute("SELECT FROM wakeup WHERE " + key(device) + " FOR KEY SHARE");
      assertThat(await(devices.claims().claim(10)).looked()).isZero();
    }

    assertThat(devices.is(device, "due_at IS NOT NULL")).isTrue();
    assertThat(await(devices.claims().claim(10)).looked()).isOne();
  }

  /** None of the marks is cleared with a message behind it. */
  @Test
  void losesNoMarkToClaimsAtTheSameTime() {
    HashedAddress device = devices.subscribed();
    for (int round = 0; round < 100; round++) {
      devices.store.tables().execute("DELETE FROM mailbox WHERE " + key(device));
      devices.due(device);

      List<Future<?>> running =
          List.of(devices.claims().claim(10), appendOne(device), devices.claims().claim(10));
      await(Future.all(running));

      assertThat(devices.is(device, "due_at IS NOT NULL OR claimed_until IS NOT NULL")).isTrue();
      devices.change(device, "claimed_until = NULL");
    }
  }

  private static Future<?> appendOne(HashedAddress device) {
    return devices.mailbox.append(List.of(WakeableDevices.message(device)));
  }

  private HashedAddress marked() {
    HashedAddress device = devices.subscribed();
    devices.change(device, "due_at = NULL");
    devices.append(device);
    devices.due(device);
    return device;
  }

  private static List<HashedAddress> claimed() {
    return await(devices.claims().claim(100)).wakeups().stream().map(ClaimedWakeup::owner).toList();
  }

  private static String key(HashedAddress device) {
    return WakeableDevices.key(device);
  }
}
