package org.messagingserver.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.limits.TestLimits.with;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.identity.Address;
import org.messagingserver.identity.DeviceId;
import org.messagingserver.limits.Entry.Verdict;

/** What connections, sources and sources towards one recipient may ask. */
class RequestLimitsTest {
  private static final String ALICE_HOME = "192.0.2.1";
  private static final String BOB_HOME = "192.0.2.2";

  private final Address carol = new Address(Identity.generate().userId(), new DeviceId(1));
  private final Address dave = new Address(Identity.generate().userId(), new DeviceId(1));

  @Test
  void aConnectionMayAskSoManyRequestsASecond() {
    TestLimits limits = new TestLimits(with("connection", "requestsPerSecond", 3));
    Visit visit = limits.from(ALICE_HOME);

    assertThat(requests(visit, 4)).containsExactly(0, 0, 0, 1);

    limits.pass(Duration.ofSeconds(1));
    assertThat(requests(visit, 4)).containsExactly(0, 0, 0, 1);
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
    Visit visit = limits.from(ALICE_HOME);

    assertThat(visit.request(100)).isZero();

    assertThat(visit.request(10)).isEqualTo(1);
    assertThat(visit.request(11)).isEqualTo(2);
    assertThat(visit.request(100)).isEqualTo(10);
    limits.pass(Duration.ofSeconds(9));
    assertThat(visit.request(100)).isEqualTo(1);
    limits.pass(Duration.ofSeconds(1));
    assertThat(visit.request(100)).isZero();
  }

  @Test
  void whatIsLargerThanTheWholeBudgetCostsAllOfIt() {
    TestLimits limits = new TestLimits(with("connection", "bytesPerSecond", 10));
    Visit visit = limits.from(ALICE_HOME);

    assertThat(visit.request(1_000_000)).isZero();

    assertThat(visit.request(1)).isEqualTo(1);
    limits.pass(Duration.ofSeconds(1));
    assertThat(visit.request(1_000_000)).isZero();
  }

  @Test
  void whatIsEmptyIsCountedToo() {
    TestLimits limits = new TestLimits(with("sourceRecipient", "bytesPerSecond", 2));
    Visit visit = limits.from(ALICE_HOME);

    assertThat(visit.request(0)).isZero();
    assertThat(IntStream.range(0, 3).map(i -> visit.message(carol, 0))).containsExactly(0, 0, 1);
  }

  @Test
  void framesThatAskNothingCostMoreThanTheirBytes() {
    TestLimits limits = new TestLimits(with("connection", "bytesPerSecond", 1000));
    Visit visit = limits.from(ALICE_HOME);

    assertThat(IntStream.range(0, 4).map(i -> visit.frame(0))).containsExactly(0, 0, 0, 1);
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
    Visit visit = limits.from(ALICE_HOME);

    assertThat(visit.dropped(0)).isTrue();
    assertThat(visit.dropped(60)).isTrue();
    assertThat(visit.dropped(60)).isFalse();

    assertThat(limits.elsewhereFrom(ALICE_HOME).request(1)).isEqualTo(1);
    assertThat(limits.from(BOB_HOME).request(100)).isZero();
    assertThat(limits.hits("frame")).isEqualTo(1);
  }

  @Test
  void aSourceThatHasNoBytesLeftMayNotComeIn() {
    TestLimits limits = new TestLimits(with("source", "bytesPerSecond", 100));
    Visit visit = limits.from(ALICE_HOME);

    assertThat(visit.dropped(100)).isTrue();

    assertThat(limits.from(ALICE_HOME).enters().verdict()).isEqualTo(Verdict.SOURCE_IS_OVER);
    assertThat(limits.from(BOB_HOME).enters().verdict()).isEqualTo(Verdict.COME_IN);
    limits.pass(Duration.ofSeconds(1));
    assertThat(limits.from(ALICE_HOME).enters().verdict()).isEqualTo(Verdict.COME_IN);
  }

  @Test
  void aConnectionThatGoesOnAfterSoManyRefusalsMayNot() {
    TestLimits limits = new TestLimits(new JsonObject());
    Visit visit = limits.from(ALICE_HOME);

    for (int refused = 0; refused < ConnectionLimits.REFUSALS_PER_MINUTE; refused++) {
      assertThat(visit.mayGoOn()).isTrue();
    }
    assertThat(visit.mayGoOn()).isFalse();

    limits.pass(Duration.ofSeconds(30));
    assertThat(visit.mayGoOn()).isTrue();
  }

  @Test
  void aSourceMaySendSoManyMessagesASecondToOneDevice() {
    TestLimits limits = new TestLimits(with("sourceRecipient", "messagesPerSecond", 2));
    Visit visit = limits.from(ALICE_HOME);

    assertThat(visit.message(carol, 1)).isZero();
    assertThat(limits.elsewhereFrom(ALICE_HOME).message(carol, 1)).isZero();
    assertThat(visit.message(carol, 1)).isEqualTo(1);

    assertThat(visit.message(dave, 1)).isZero();
    assertThat(visit.message(carol, 1)).isEqualTo(1);
    assertThat(limits.from(BOB_HOME).message(carol, 1)).isZero();
    limits.pass(Duration.ofSeconds(1));
    assertThat(visit.message(carol, 1)).isZero();
  }

  @Test
  void aSourceMaySendSoManyBytesASecondToOneDevice() {
    TestLimits limits = new TestLimits(with("sourceRecipient", "bytesPerSecond", 100));
    Visit visit = limits.from(ALICE_HOME);

    assertThat(visit.message(carol, 100)).isZero();

    assertThat(visit.message(carol, 1)).isEqualTo(1);
    assertThat(visit.message(dave, 100)).isZero();
  }

  @Test
  void aSourceMaySendAThousandMessagesAnHourToOneDevice() {
    TestLimits limits = new TestLimits(new JsonObject().put("burstSeconds", 60));
    Visit visit = limits.from(ALICE_HOME);

    assertThat(IntStream.range(0, 1000).map(i -> visit.message(carol, 1))).containsOnly(0);

    assertThat(visit.message(carol, 1)).isEqualTo(4);
    assertThat(limits.elsewhereFrom(ALICE_HOME).message(carol, 1)).isEqualTo(4);
    assertThat(visit.message(dave, 1)).isZero();
    assertThat(limits.from(BOB_HOME).message(carol, 1)).isZero();
    limits.pass(Duration.ofMinutes(6));
    assertThat(IntStream.range(0, 101).map(i -> visit.message(carol, 1)).filter(i -> i == 0))
        .hasSize(100);
  }

  @Test
  void aSourceMaySendSixteenMebibytesAnHourToOneDevice() {
    TestLimits limits = new TestLimits(new JsonObject().put("burstSeconds", 3600));
    Visit visit = limits.from(ALICE_HOME);

    assertThat(IntStream.range(0, 64).map(i -> visit.message(carol, 262_144))).containsOnly(0);

    assertThat(visit.message(carol, 262_144)).isEqualTo(57);
    assertThat(visit.message(dave, 262_144)).isZero();
  }

  @Test
  void aMessageThatIsRefusedForItsBytesCostsNoneOfTheHoursMessages() {
    JsonObject pair = new JsonObject().put("messagesPerHour", 2).put("bytesPerSecond", 100);
    TestLimits limits = new TestLimits(new JsonObject().put("sourceRecipient", pair));
    Visit visit = limits.from(ALICE_HOME);

    assertThat(IntStream.range(0, 3).map(i -> visit.message(carol, 100))).containsExactly(0, 1, 1);

    limits.pass(Duration.ofSeconds(1));
    assertThat(visit.message(carol, 100)).isZero();
  }

  @Test
  void aSourceMayFailToLogInSoOftenAMinute() {
    TestLimits limits = new TestLimits(with("source", "failedLoginsPerMinute", 2));
    Visit visit = limits.from(ALICE_HOME);

    assertThat(visit.login()).isZero();
    visit.loginFailed();
    visit.loginFailed();

    assertThat(limits.elsewhereFrom(ALICE_HOME).login()).isEqualTo(30);
    assertThat(limits.from(BOB_HOME).login()).isZero();
    limits.pass(Duration.ofSeconds(30));
    assertThat(visit.login()).isZero();
  }

  @Test
  void loginsThatHoldAreNotLimited() {
    TestLimits limits = new TestLimits(with("source", "failedLoginsPerMinute", 1));
    Visit visit = limits.from(ALICE_HOME);

    assertThat(IntStream.range(0, 100).map(i -> visit.login())).containsOnly(0);
  }

  @Test
  void aSourceMayRegisterSoManyKeysAMinute() {
    TestLimits limits = new TestLimits(with("source", "keysPerMinute", 60));
    Visit visit = limits.from(ALICE_HOME);

    assertThat(visit.registration(40)).isZero();
    assertThat(limits.elsewhereFrom(ALICE_HOME).registration(20)).isZero();

    assertThat(visit.registration(10)).isEqualTo(10);
    assertThat(visit.registration(0)).isZero();
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
    Visit visit = limits.from(ALICE_HOME);

    assertThat(visit.registration(0)).isZero();
    assertThat(limits.elsewhereFrom(ALICE_HOME).registration(0)).isZero();

    assertThat(visit.registration(0)).isEqualTo(30);
    assertThat(limits.from(BOB_HOME).registration(0)).isZero();
  }

  @Test
  void aSourceGetsSoManyOneTimeKeysOfOneUserAnHour() {
    TestLimits limits = new TestLimits(with("sourceRecipient", "oneTimeKeysPerHour", 2));
    Visit visit = limits.from(ALICE_HOME);

    assertThat(visit.mayTakeOneTimeKeys(carol.user())).isTrue();
    assertThat(limits.elsewhereFrom(ALICE_HOME).mayTakeOneTimeKeys(carol.user())).isTrue();

    assertThat(visit.mayTakeOneTimeKeys(carol.user())).isFalse();
    assertThat(visit.mayTakeOneTimeKeys(dave.user())).isTrue();
    assertThat(limits.from(BOB_HOME).mayTakeOneTimeKeys(carol.user())).isTrue();
    limits.pass(Duration.ofMinutes(30));
    assertThat(visit.mayTakeOneTimeKeys(carol.user())).isTrue();
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
    Visit greedy = limits.from(ALICE_HOME);

    for (int asked = 0; asked < 10; asked++) {
      boolean unused = greedy.mayTakeOneTimeKeys(carol.user());
    }

    assertThat(limits.from(BOB_HOME).mayTakeOneTimeKeys(carol.user())).isTrue();
  }

  private static IntStream requests(Visit visit, int count) {
    return IntStream.of(IntStream.range(0, count).map(i -> visit.request(1)).toArray());
  }
}
