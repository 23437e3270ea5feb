package org.messagingserver.wakeup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.protocol.Address;
import org.messagingserver.testkit.TestStore;
import org.messagingserver.webpush.PushResult;

/** What each answer of a push service means for the subscription and its next push. */
@ExtendWith(VertxExtension.class)
class PushOutcomesTest {
  private static WakeableDevices devices;
  private static PushOutcomes outcomes;

  private final Address address = TestStore.stranger();
  private HashedAddress device;

  @BeforeAll
  static void open(Vertx vertx) {
    devices = new WakeableDevices(TestStore.open(vertx));
    outcomes = new PushOutcomes(devices.store.database(), devices.settings.minInterval());
  }

  @AfterAll
  static void close() {
    devices.close();
  }

  @Test
  void sparesTheDeviceForAWhileAfterAPush() {
    ClaimedWakeup claimed = claimed(0);

    finish(claimed, new PushResult.Accepted());

    assertThat(is("due_at IS NULL AND claimed_until IS NULL AND " + in("not_before", 30))).isTrue();
    devices.append(device);
    assertThat(is(in("due_at", 3600))).isTrue();
  }

  @Test
  void sparesTheDeviceForAsLongAsItWishes() {
    ClaimedWakeup claimed = claimed(7200);

    finish(claimed, new PushResult.Accepted());

    assertThat(is(in("not_before", 7200))).isTrue();
    devices.append(device);
    assertThat(is("due_at = not_before")).isTrue();
  }

  /** A message that came during the push is due no earlier than the device may be woken again. */
  @Test
  void delaysAMarkThatWasSetDuringThePushAndDropsNone() {
    ClaimedWakeup claimed = claimed(7200);
    devices.append(device);
    assertThat(is(in("due_at", 3600))).isTrue();

    finish(claimed, new PushResult.Accepted());

    assertThat(is("due_at = not_before AND " + in("due_at", 7200))).isTrue();
  }

  @Test
  void startsAnewAfterAPushThatIsAccepted() {
    ClaimedWakeup claimed = claimed(0);
    devices.change(device, "attempts = 5, failing_since = now()");

    finish(claimed, new PushResult.Accepted());

    assertThat(is("attempts = 0 AND failing_since IS NULL")).isTrue();
  }

  @Test
  void removesWhatIsGone() {
    ClaimedWakeup claimed = claimed(0);
    devices.append(device);

    finish(claimed, new PushResult.Gone());

    assertThat(
            is(
                "sealed_subscription IS NULL AND due_at IS NULL AND claimed_until IS NULL"
                    + " AND not_before IS NULL"))
        .isTrue();
    devices.append(device);
    assertThat(is("due_at IS NULL")).isTrue();
  }

  @Test
  void triesWhatIsRefusedAgainAfterTwiceTheTime() {
    ClaimedWakeup claimed = claimed(0);

    finish(claimed, new PushResult.Refused());
    assertThat(is(in("due_at", 10) + " AND attempts = 1 AND failing_since <= now()")).isTrue();
    devices.change(device, "due_at = NULL");
    finish(claimed, new PushResult.Refused());

    assertThat(is(in("due_at", 20) + " AND claimed_until IS NULL")).isTrue();
  }

  @Test
  void triesAgainAfterAnHourAtMost() {
    ClaimedWakeup claimed = claimed(0);
    devices.change(device, "attempts = 1000, due_at = NULL");

    finish(claimed, new PushResult.Unreachable());

    assertThat(is(in("due_at", 3600) + " AND attempts = 1000")).isTrue();
  }

  @Test
  void removesWhatIsRefusedForThreeDaysWithoutABreak() {
    ClaimedWakeup claimed = claimed(0);
    devices.change(device, "failing_since = now() - interval '71 hours'");
    finish(claimed, new PushResult.Refused());
    assertThat(is("sealed_subscription IS NOT NULL")).isTrue();

    devices.change(device, "failing_since = now() - interval '73 hours'");
    finish(claimed, new PushResult.Unreachable());
    assertThat(is("sealed_subscription IS NOT NULL")).isTrue();
    finish(claimed, new PushResult.Refused());

    assertThat(is("sealed_subscription IS NULL AND due_at IS NULL")).isTrue();
  }

  @Test
  void waitsAsLongAsThePushServiceAsks() {
    ClaimedWakeup claimed = claimed(0);

    finish(claimed, new PushResult.RetryAfter(Duration.ofMinutes(10)));

    assertThat(is(in("due_at", 600) + " AND failing_since IS NULL")).isTrue();
  }

  @Test
  void countsNoFailureWhereNothingWasSent() {
    ClaimedWakeup claimed = claimed(0);

    finish(claimed, new PushResult.NotNow(Duration.ofSeconds(1)));

    assertThat(
            is("due_at <= now() + interval '1 second' AND attempts = 0 AND claimed_until IS NULL"))
        .isTrue();
  }

  @Test
  void keepsALaterMarkWhereThePushIsToBeRepeated() {
    ClaimedWakeup claimed = claimed(0);
    devices.append(device);

    finish(claimed, new PushResult.Unreachable());

    assertThat(is(in("due_at", 3600))).isTrue();
  }

  @Test
  void changesNothingOfASubscriptionThatHasReplacedIt() {
    ClaimedWakeup claimed = claimed(0);
    devices.set(address, devices.subscription("https://push.example/new", 0));

    finish(claimed, new PushResult.Gone());
    finish(claimed, new PushResult.Accepted());
    finish(claimed, new PushResult.Refused());
    finish(claimed, new PushResult.Unreachable());

    assertThat(
            is(
                "sealed_subscription IS NOT NULL AND not_before IS NULL AND failing_since IS NULL"
                    + " AND attempts = 0 AND "
                    + in("due_at", 3600)))
        .isTrue();
  }

  private ClaimedWakeup claimed(int minSeconds) {
    devices.store.register(address);
    device = devices.store.vault().hash(address);
    devices.set(address, devices.subscription("https://push.example/old", minSeconds));
    devices.append(device);
    devices.due(device);
    devices.change(device, "first_row = " + Long.MAX_VALUE);
    return await(devices.claims().claim(1000)).wakeups().stream()
        .filter(one -> one.owner().equals(device))
        .findFirst()
        .orElseThrow();
  }

  private static void finish(ClaimedWakeup claimed, PushResult result) {
    await(outcomes.finish(claimed, result));
  }

  private boolean is(String condition) {
    return devices.is(device, condition);
  }

  /** In so many seconds, less what has gone by since. */
  private static String in(String column, int seconds) {
    return column
        + " BETWEEN now() + interval '"
        + (seconds - 9)
        + " seconds' AND now() + interval '"
        + seconds
        + " seconds'";
  }
}
