package org.messagingserver.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.ratelimit.AdmissionResult.Decision.ADMITTED;
import static org.messagingserver.ratelimit.AdmissionResult.Decision.NODE_LIMITED;
import static org.messagingserver.ratelimit.AdmissionResult.Decision.SOURCE_LIMITED;
import static org.messagingserver.ratelimit.TestLimits.with;

import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.messagingserver.ratelimit.AdmissionResult.Decision;

/** Who is let in, and what an hour's end changes. */
class ConnectionLimiterTest {
  private static final String ALICE_HOME = "192.0.2.1";
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String BOB_HOME = "192.0.2.2";
  private static final int SOURCES = 3 * QuotaEpoch.BUCKETS;

  @Test
  void aSourceMayHaveSoManyConnections() {
    TestLimits limits = new TestLimits(with("source", "connections", 2));
    ClientQuota first = limits.from(ALICE_HOME);
    ClientQuota second = limits.elsewhereFrom(ALICE_HOME);

    assertThat(verdict(second)).isEqualTo(ADMITTED);
    assertThat(verdict(limits.from(BOB_HOME))).isEqualTo(ADMITTED);
    ClientQuota third = limits.from(ALICE_HOME);
    assertThat(verdict(third)).isEqualTo(SOURCE_LIMITED);

    third.release();
    first.release();
    first.release();
    assertThat(verdict(limits.from(ALICE_HOME))).isEqualTo(ADMITTED);
    assertThat(verdict(limits.from(ALICE_HOME))).isEqualTo(SOURCE_LIMITED);
  }

  @Test
  void aNodeMayHaveSoManyConnections() {
    TestLimits limits = new TestLimits(new JsonObject().put("connections", 2));
    ClientQuota first = limits.from(ALICE_HOME);
    ClientQuota second = limits.elsewhereFrom(BOB_HOME);

    assertThat(verdict(second)).isEqualTo(ADMITTED);
    ClientQuota third = limits.from("192.0.2.3");
    assertThat(verdict(third)).isEqualTo(NODE_LIMITED);
    assertThat(third.admit().retryAfterSeconds()).isPositive();

    first.release();
    assertThat(verdict(third)).isEqualTo(ADMITTED);
  }

  @Test
  void farTooManyConnectionsAreNotEvenAnswered() {
    TestLimits limits = new TestLimits(with("source", "connections", 4));

    long answered =
        IntStream.range(0, 100)
            .mapToObj(i -> limits.from(ALICE_HOME))
            .filter(clientQuota -> !clientQuota.exceedsHardLimit())
            .count();

    assertThat(answered).isBetween(10L, 30L);
    assertThat(limits.from(BOB_HOME).exceedsHardLimit()).isFalse();
  }

  @Test
  void aSourceMayMakeSoManyHandshakesASecond() {
    TestLimits limits = new TestLimits(with("source", "handshakesPerSecond", 2));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    assertThat(verdict(clientQuota)).isEqualTo(ADMITTED);
    assertThat(verdict(limits.elsewhereFrom(ALICE_HOME))).isEqualTo(ADMITTED);

    assertThat(clientQuota.admit()).isEqualTo(new AdmissionResult(SOURCE_LIMITED, 1));
    assertThat(verdict(limits.from(BOB_HOME))).isEqualTo(ADMITTED);
    limits.pass(Duration.ofSeconds(1));
    assertThat(verdict(clientQuota)).isEqualTo(ADMITTED);
  }

  @Test
  void aNodeTakesSoManyHandshakesASecond() {
    TestLimits limits = new TestLimits(new JsonObject().put("handshakesPerSecond", 2));

    assertThat(verdict(limits.from(ALICE_HOME))).isEqualTo(ADMITTED);
    assertThat(verdict(limits.elsewhereFrom(BOB_HOME))).isEqualTo(ADMITTED);

    assertThat(limits.from("192.0.2.3").admit()).isEqualTo(new AdmissionResult(NODE_LIMITED, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.0, false",
    "2001:db8:1:2::1, 2001:db8:1:2:ffff::9, true",
    "2001:db8:1:2::1, 2001:db8:1:3::1, false",
    "::ffff:192.0.2.1, 192.0.2.1, true",
    "::1, 127.0.0.1, false"
  })
  void aSourceIsAnIpv4AddressOrAnIpv6Network(String one, String other, boolean same) {
    TestLimits limits = new TestLimits(with("source", "handshakesPerSecond", 1));

    assertThat(verdict(limits.from(one))).isEqualTo(ADMITTED);

    assertThat(verdict(limits.from(other))).isEqualTo(same ? SOURCE_LIMITED : ADMITTED);
  }

  @Test
  void aConnectionBehindAProxyCountsWhereItsLastRequestCameFrom() {
    TestLimits limits = new TestLimits(with("source", "connections", 1));
    ClientQuota shared = limits.from(ALICE_HOME);

    shared.setSource(TestLimits.address(BOB_HOME));

    assertThat(verdict(limits.from(ALICE_HOME))).isEqualTo(ADMITTED);
    assertThat(verdict(limits.from(BOB_HOME))).isEqualTo(SOURCE_LIMITED);
  }

  @Test
  void openConnectionsAreStillCountedAfterTheHour() {
    TestLimits limits = new TestLimits(with("source", "connections", 1000));
    IntStream.range(0, 999).forEach(i -> limits.from(ALICE_HOME));
    ClientQuota last = limits.from(ALICE_HOME);

    limits.pass(HOUR);
    limits.pass(HOUR);

    assertThat(verdict(limits.from(BOB_HOME))).isEqualTo(ADMITTED);
    ClientQuota tooMuch = limits.from(ALICE_HOME);
    assertThat(verdict(tooMuch)).isEqualTo(SOURCE_LIMITED);
    last.release();
    assertThat(verdict(tooMuch)).isEqualTo(ADMITTED);
  }

  @Test
  void whatWasAskedIsForgottenWithTheHour() {
    TestLimits limits = new TestLimits(with("source", "handshakesPerSecond", 1));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    limits.pass(HOUR.minusNanos(1));
    assertThat(verdict(clientQuota)).isEqualTo(ADMITTED);
    assertThat(verdict(clientQuota)).isEqualTo(SOURCE_LIMITED);
    limits.pass(Duration.ofNanos(1));

    assertThat(verdict(clientQuota)).isEqualTo(ADMITTED);
  }

  @Test
  void namesOfDifferentHoursCannotBeLinked() {
    QuotaEpoch one = hour();
    QuotaEpoch other = hour();
    long prefix = AddressPrefix.of(TestLimits.address(ALICE_HOME));

    SourceId now = new EpochQuotas(one).sourceId(prefix, 1);
    SourceId then = now.rehash(new EpochQuotas(other));

    assertThat(then.name()).isNotEqualTo(now.name());
    assertThat(then.maskedPrefix()).isNotEqualTo(now.maskedPrefix()).isNotEqualTo(prefix);
    assertThat(now.maskedPrefix()).isNotEqualTo(prefix);
    assertThat(new EpochQuotas(one).sourceId(prefix, 2).name()).isEqualTo(now.name());
    assertThat(new EpochQuotas(one).sourceId(prefix, 2).maskedPrefix())
        .isNotEqualTo(now.maskedPrefix());
    assertThat(now).hasToString("SourceId[hidden]");
  }

  @Test
  void keepsNoMoreBudgetsThanItMay() {
    JsonObject oneOfASource = with("source", "handshakesPerSecond", 1);
    TestLimits limits =
        new TestLimits(
            oneOfASource.put("handshakesPerSecond", SOURCES).put("connections", SOURCES));

    long letIn =
        IntStream.range(0, SOURCES)
            .mapToObj(i -> limits.from("10." + i / 62_500 + "." + i / 250 % 250 + "." + i % 250))
            .filter(clientQuota -> verdict(clientQuota) == ADMITTED)
            .count();

    assertThat(letIn).isBetween(1L, (long) QuotaEpoch.BUCKETS);
  }

  private static QuotaEpoch hour() {
    return QuotaEpoch.fresh(
        TestLimits.settings(new JsonObject()), new TickingTimeMeter(() -> 1), new SecureRandom());
  }

  private static Decision verdict(ClientQuota clientQuota) {
    return clientQuota.admit().decision();
  }
}
