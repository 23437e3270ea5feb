package org.messagingserver.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.ratelimit.TestLimits.with;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.messagingserver.ratelimit.AdmissionResult.Decision;

/** What connections, sources and sources towards one recipient may ask. */
class RequestLimitsTest extends RequestLimits {
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
  void hashesOfKeysCostARegistrationForEach32() {
    TestLimits limits = new TestLimits(with("source", "registrationsPerMinute", 6));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    assertThat(clientQuota.keyHashes(0)).isZero();
    assertThat(clientQuota.keyHashes(32)).isZero();
    assertThat(limits.elsewhereFrom(ALICE_HOME).keyHashes(65)).isZero();

    assertThat(clientQuota.keyHashes(33)).isEqualTo(10);
    assertThat(clientQuota.registration(0)).isZero();
    assertThat(limits.from(BOB_HOME).keyHashes(1000)).isZero();
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

  private static IntStream requests(ClientQuota clientQuota, int count) {
    return IntStream.of(IntStream.range(0, count).map(i -> clientQuota.request(1)).toArray());
  }
}
