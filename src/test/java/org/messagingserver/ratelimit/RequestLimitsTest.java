package org.messagingserver.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.ratelimit.TestLimits.with;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.ratelimit.AdmissionResult.Decision;

/** What connections, sources and sources towards one recipient may ask. */
class RequestLimitsTest {
  private static final String ALICE_HOME = "192.0.2.1";
  private static final String BOB_HOME = "192.0.2.2";

  private final Address carol = new Address(Identity.generate().userId(), new DeviceId(1));
  private final Address dave = new Address(Identity.generate().userId(), new DeviceId(1));

  @Test
  void aConnectionMayAskSoManyRequestsASecond() {
    TestLimits limits = new TestLimits(with("connection", "requestsPerSecond", 3));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    assertThat(requests(clientQuota, 4)).containsExactly(0, 0, 0, 1);

    limits.pass(Duration.ofSeconds(1));
    assertThat(requests(clientQuota, 4)).containsExactly(0, 0, 0, 1);
    assertThat(requests(limits.from(ALICE_HOME), 1)).containsExactly(0);
  }

  @Test
  void aBurstIsAsManySecondsWorthAsConfigured() {
    TestLimits limits =
        new TestLimits(with("connection", "requestsPerSecond", 3).put("burstSeconds", 2));

    assertThat(requests(limits.from(ALICE_HOME), 7)).containsExactly(0, 0, 0, 0, 0, 0, 1);
  }

  @Test
  void tellsInHowManySecondsToTryAgain() {
    TestLimits limits =
        new TestLimits(with("connection", "bytesPerSecond", 10).put("burstSeconds", 10));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    assertThat(clientQuota.request(100)).isZero();

    assertThat(clientQuota.request(10)).isEqualTo(1);
    assertThat(clientQuota.request(11)).isEqualTo(2);
    assertThat(clientQuota.request(100)).isEqualTo(10);
    limits.pass(Duration.ofSeconds(9));
    assertThat(clientQuota.request(100)).isEqualTo(1);
    limits.pass(Duration.ofSeconds(1));
    assertThat(clientQuota.request(100)).isZero();
  }

  @Test
  void whatIsLargerThanTheWholeBudgetCostsAllOfIt() {
    TestLimits limits = new TestLimits(with("connection", "bytesPerSecond", 10));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    assertThat(clientQuota.request(1_000_000)).isZero();

    assertThat(clientQuota.request(1)).isEqualTo(1);
    limits.pass(Duration.ofSeconds(1));
    assertThat(clientQuota.request(1_000_000)).isZero();
  }

  @Test
  void whatIsEmptyIsCountedToo() {
    TestLimits limits = new TestLimits(with("sourceRecipient", "bytesPerSecond", 2));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    assertThat(clientQuota.request(0)).isZero();
    assertThat(IntStream.range(0, 3).map(i -> clientQuota.message(carol, 0)))
        .containsExactly(0, 0, 1);
  }

  @Test
  void framesThatAskNothingCostMoreThanTheirBytes() {
    TestLimits limits = new TestLimits(with("connection", "bytesPerSecond", 1000));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    assertThat(IntStream.range(0, 4).map(i -> clientQuota.frame(0))).containsExactly(0, 0, 0, 1);
  }

  @Test
  void aSourceMayAskSoManyRequestsASecondOnAllItsConnections() {
    TestLimits limits = new TestLimits(with("source", "requestsPerSecond", 3));

    assertThat(requests(limits.from(ALICE_HOME), 2)).containsExactly(0, 0);
    assertThat(requests(limits.elsewhereFrom(ALICE_HOME), 2)).containsExactly(0, 1);

    assertThat(requests(limits.from(BOB_HOME), 1)).containsExactly(0);
    limits.pass(Duration.ofSeconds(1));
    assertThat(requests(limits.from(ALICE_HOME), 1)).containsExactly(0);
  }

  @Test
  void aSourceMaySendSoManyBytesASecond() {
    TestLimits limits = new TestLimits(with("source", "bytesPerSecond", 100));

    assertThat(limits.from(ALICE_HOME).request(100)).isZero();

    assertThat(limits.elsewhereFrom(ALICE_HOME).request(1)).isEqualTo(1);
    assertThat(limits.from(BOB_HOME).request(100)).isZero();
  }

  @Test
  void whatIsDroppedCostsTheSourceWhatItHasLeft() {
    TestLimits limits = new TestLimits(with("source", "bytesPerSecond", 100));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    assertThat(clientQuota.dropped(0)).isTrue();
    assertThat(clientQuota.dropped(60)).isTrue();
    assertThat(clientQuota.dropped(60)).isFalse();

    assertThat(limits.elsewhereFrom(ALICE_HOME).request(1)).isEqualTo(1);
    assertThat(limits.from(BOB_HOME).request(100)).isZero();
    assertThat(limits.hits("frame")).isEqualTo(1);
  }

  @Test
  void aSourceThatHasNoBytesLeftMayNotComeIn() {
    TestLimits limits = new TestLimits(with("source", "bytesPerSecond", 100));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    assertThat(clientQuota.dropped(100)).isTrue();

    assertThat(limits.from(ALICE_HOME).admit().decision()).isEqualTo(Decision.SOURCE_LIMITED);
    assertThat(limits.from(BOB_HOME).admit().decision()).isEqualTo(Decision.ADMITTED);
    limits.pass(Duration.ofSeconds(1));
    assertThat(limits.from(ALICE_HOME).admit().decision()).isEqualTo(Decision.ADMITTED);
  }

  @Test
  void aConnectionThatGoesOnAfterSoManyRefusalsMayNot() {
    TestLimits limits = new TestLimits(new JsonObject());
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    for (int refused = 0; refused < ConnectionLimits.REFUSALS_PER_MINUTE; refused++) {
      assertThat(clientQuota.mayContinue()).isTrue();
    }
    assertThat(clientQuota.mayContinue()).isFalse();

    limits.pass(Duration.ofSeconds(30));
    assertThat(clientQuota.mayContinue()).isTrue();
  }

  @Test
  void aSourceMaySendSoManyMessagesASecondToOneDevice() {
    TestLimits limits = new TestLimits(with("sourceRecipient", "messagesPerSecond", 2));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    assertThat(clientQuota.message(carol, 1)).isZero();
    assertThat(limits.elsewhereFrom(ALICE_HOME).message(carol, 1)).isZero();
    assertThat(clientQuota.message(carol, 1)).isEqualTo(1);

    assertThat(clientQuota.message(dave, 1)).isZero();
    assertThat(clientQuota.message(carol, 1)).isEqualTo(1);
    assertThat(limits.from(BOB_HOME).message(carol, 1)).isZero();
    limits.pass(Duration.ofSeconds(1));
    assertThat(clientQuota.message(carol, 1)).isZero();
  }

  @Test
  void aSourceMaySendSoManyBytesASecondToOneDevice() {
    TestLimits limits = new TestLimits(with("sourceRecipient", "bytesPerSecond", 100));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    assertThat(clientQuota.message(carol, 100)).isZero();

    assertThat(clientQuota.message(carol, 1)).isEqualTo(1);
    assertThat(clientQuota.message(dave, 100)).isZero();
  }

  @Test
  void aSourceMaySendAThousandMessagesAnHourToOneDevice() {
    TestLimits limits = new TestLimits(new JsonObject().put("burstSeconds", 60));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    assertThat(IntStream.range(0, 1000).map(i -> clientQuota.message(carol, 1))).containsOnly(0);

    assertThat(clientQuota.message(carol, 1)).isEqualTo(4);
    assertThat(limits.elsewhereFrom(ALICE_HOME).message(carol, 1)).isEqualTo(4);
    assertThat(clientQuota.message(dave, 1)).isZero();
    assertThat(limits.from(BOB_HOME).message(carol, 1)).isZero();
    limits.pass(Duration.ofMinutes(6));
    assertThat(IntStream.range(0, 101).map(i -> clientQuota.message(carol, 1)).filter(i -> i == 0))
        .hasSize(100);
  }

  @Test
  void aSourceMaySendSixteenMebibytesAnHourToOneDevice() {
    TestLimits limits = new TestLimits(new JsonObject().put("burstSeconds", 3600));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    assertThat(IntStream.range(0, 64).map(i -> clientQuota.message(carol, 262_144)))
        .containsOnly(0);

    assertThat(clientQuota.message(carol, 262_144)).isEqualTo(57);
    assertThat(clientQuota.message(dave, 262_144)).isZero();
  }

  @Test
  void aMessageThatIsRefusedForItsBytesCostsNoneOfTheHoursMessages() {
    JsonObject pair = new JsonObject().put("messagesPerHour", 2).put("bytesPerSecond", 100);
    TestLimits limits = new TestLimits(new JsonObject().put("sourceRecipient", pair));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    assertThat(IntStream.range(0, 3).map(i -> clientQuota.message(carol, 100)))
        .containsExactly(0, 1, 1);

    limits.pass(Duration.ofSeconds(1));
    assertThat(clientQuota.message(carol, 100)).isZero();
  }

  @Test
  void aSourceMayFailToLogInSoOftenAMinute() {
    TestLimits limits = new TestLimits(with("source", "failedLoginsPerMinute", 2));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    assertThat(clientQuota.login()).isZero();
    clientQuota.loginFailed();
    clientQuota.loginFailed();

    assertThat(limits.elsewhereFrom(ALICE_HOME).login()).isEqualTo(30);
    assertThat(limits.from(BOB_HOME).login()).isZero();
    limits.pass(Duration.ofSeconds(30));
    assertThat(clientQuota.login()).isZero();
  }

  @Test
  void loginsThatHoldAreNotLimited() {
    TestLimits limits = new TestLimits(with("source", "failedLoginsPerMinute", 1));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    assertThat(IntStream.range(0, 100).map(i -> clientQuota.login())).containsOnly(0);
  }

  @Test
  void aSourceMayRegisterSoManyKeysAMinute() {
    TestLimits limits = new TestLimits(with("source", "keysPerMinute", 60));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    assertThat(clientQuota.registration(40)).isZero();
    assertThat(limits.elsewhereFrom(ALICE_HOME).registration(20)).isZero();

    assertThat(clientQuota.registration(10)).isEqualTo(10);
    assertThat(clientQuota.registration(0)).isZero();
    assertThat(limits.from(BOB_HOME).registration(60)).isZero();
  }

  @Test
  void aSourceIsTheSameForAllItsConnectionsAndNoneOfAnother() {
    TestLimits limits = new TestLimits(new JsonObject());

    assertThat(limits.from(ALICE_HOME).source())
        .isEqualTo(limits.elsewhereFrom(ALICE_HOME).source())
        .isNotEqualTo(limits.from(BOB_HOME).source());
  }

  @Test
  void aSourceMayRegisterSoOftenAMinute() {
    TestLimits limits = new TestLimits(with("source", "registrationsPerMinute", 2));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    assertThat(clientQuota.registration(0)).isZero();
    assertThat(limits.elsewhereFrom(ALICE_HOME).registration(0)).isZero();

    assertThat(clientQuota.registration(0)).isEqualTo(30);
    assertThat(limits.from(BOB_HOME).registration(0)).isZero();
  }

  @Test
  void aSourceGetsSoManyOneTimeKeysOfOneUserAnHour() {
    TestLimits limits = new TestLimits(with("sourceRecipient", "oneTimeKeysPerHour", 2));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    assertThat(clientQuota.mayTakeOneTimeKeys(carol.user())).isTrue();
    assertThat(limits.elsewhereFrom(ALICE_HOME).mayTakeOneTimeKeys(carol.user())).isTrue();

    assertThat(clientQuota.mayTakeOneTimeKeys(carol.user())).isFalse();
    assertThat(clientQuota.mayTakeOneTimeKeys(dave.user())).isTrue();
    assertThat(limits.from(BOB_HOME).mayTakeOneTimeKeys(carol.user())).isTrue();
    limits.pass(Duration.ofMinutes(30));
    assertThat(clientQuota.mayTakeOneTimeKeys(carol.user())).isTrue();
  }

  @Test
  void allSourcesTogetherGetSoManyOneTimeKeysOfOneUserAMinute() {
    TestLimits limits = new TestLimits(new JsonObject().put("oneTimeKeysPerUserPerMinute", 2));

    assertThat(limits.from(ALICE_HOME).mayTakeOneTimeKeys(carol.user())).isTrue();
    assertThat(limits.elsewhereFrom(BOB_HOME).mayTakeOneTimeKeys(carol.user())).isTrue();

    assertThat(limits.from("192.0.2.3").mayTakeOneTimeKeys(carol.user())).isFalse();
    assertThat(limits.from("192.0.2.3").mayTakeOneTimeKeys(dave.user())).isTrue();
    limits.pass(Duration.ofSeconds(30));
    assertThat(limits.from("192.0.2.4").mayTakeOneTimeKeys(carol.user())).isTrue();
  }

  @Test
  void aSourceThatHasHadItsShareUsesUpNobodyElses() {
    JsonObject keys =
        with("sourceRecipient", "oneTimeKeysPerHour", 1).put("oneTimeKeysPerUserPerMinute", 2);
    TestLimits limits = new TestLimits(keys);
    ClientQuota greedy = limits.from(ALICE_HOME);

    for (int asked = 0; asked < 10; asked++) {
      boolean unused = greedy.mayTakeOneTimeKeys(carol.user());
    }

    assertThat(limits.from(BOB_HOME).mayTakeOneTimeKeys(carol.user())).isTrue();
  }

  private static IntStream requests(ClientQuota clientQuota, int count) {
    return IntStream.of(IntStream.range(0, count).map(i -> clientQuota.request(1)).toArray());
  }
}
