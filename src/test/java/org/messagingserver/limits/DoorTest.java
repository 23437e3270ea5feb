package org.messagingserver.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.limits.Entry.Verdict.COME_IN;
import static org.messagingserver.limits.Entry.Verdict.NODE_IS_FULL;
import static org.messagingserver.limits.Entry.Verdict.SOURCE_IS_OVER;
import static org.messagingserver.limits.TestLimits.with;

import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.messagingserver.limits.Entry.Verdict;

/** Who is let in, and what an hour's end changes. */
class DoorTest {
  private static final String ALICE_HOME = "192.0.2.1";
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String BOB_HOME = "192.0.2.2";
  private static final int SOURCES = 3 * Hour.SLOTS;

  @Test
  void aSourceMayHaveSoManyConnections() {
    TestLimits limits = new TestLimits(with("source", "connections", 2));
    Visit first = limits.from(ALICE_HOME);
    Visit second = limits.elsewhereFrom(ALICE_HOME);

    assertThat(verdict(second)).isEqualTo(COME_IN);
    assertThat(verdict(limits.from(BOB_HOME))).isEqualTo(COME_IN);
    Visit third = limits.from(ALICE_HOME);
    assertThat(verdict(third)).isEqualTo(SOURCE_IS_OVER);

    third.leaves();
    first.leaves();
    first.leaves();
    assertThat(verdict(limits.from(ALICE_HOME))).isEqualTo(COME_IN);
    assertThat(verdict(limits.from(ALICE_HOME))).isEqualTo(SOURCE_IS_OVER);
  }

  @Test
  void aNodeMayHaveSoManyConnections() {
    TestLimits limits = new TestLimits(new JsonObject().put("connections", 2));
    Visit first = limits.from(ALICE_HOME);
    Visit second = limits.elsewhereFrom(BOB_HOME);

    assertThat(verdict(second)).isEqualTo(COME_IN);
    Visit third = limits.from("192.0.2.3");
    assertThat(verdict(third)).isEqualTo(NODE_IS_FULL);
    assertThat(third.enters().seconds()).isPositive();

    first.leaves();
    assertThat(verdict(third)).isEqualTo(COME_IN);
  }

  @Test
  void farTooManyConnectionsAreNotEvenAnswered() {
    TestLimits limits = new TestLimits(with("source", "connections", 4));

    long answered =
        IntStream.range(0, 100)
            .mapToObj(i -> limits.from(ALICE_HOME))
            .filter(visit -> !visit.isFarTooMany())
            .count();

    assertThat(answered).isBetween(10L, 30L);
    assertThat(limits.from(BOB_HOME).isFarTooMany()).isFalse();
  }

  @Test
  void aSourceMayMakeSoManyHandshakesASecond() {
    TestLimits limits = new TestLimits(with("source", "handshakesPerSecond", 2));
    Visit visit = limits.from(ALICE_HOME);

    assertThat(verdict(visit)).isEqualTo(COME_IN);
    assertThat(verdict(limits.elsewhereFrom(ALICE_HOME))).isEqualTo(COME_IN);

    assertThat(visit.enters()).isEqualTo(new Entry(SOURCE_IS_OVER, 1));
    assertThat(verdict(limits.from(BOB_HOME))).isEqualTo(COME_IN);
    limits.pass(Duration.ofSeconds(1));
    assertThat(verdict(visit)).isEqualTo(COME_IN);
  }

  @Test
  void aNodeTakesSoManyHandshakesASecond() {
    TestLimits limits = new TestLimits(new JsonObject().put("handshakesPerSecond", 2));

    assertThat(verdict(limits.from(ALICE_HOME))).isEqualTo(COME_IN);
    assertThat(verdict(limits.elsewhereFrom(BOB_HOME))).isEqualTo(COME_IN);

    assertThat(limits.from("192.0.2.3").enters()).isEqualTo(new Entry(NODE_IS_FULL, 1));
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

    assertThat(verdict(limits.from(one))).isEqualTo(COME_IN);

    assertThat(verdict(limits.from(other))).isEqualTo(same ? SOURCE_IS_OVER : COME_IN);
  }

  @Test
  void aConnectionBehindAProxyCountsWhereItsLastRequestCameFrom() {
    TestLimits limits = new TestLimits(with("source", "connections", 1));
    Visit shared = limits.from(ALICE_HOME);

    shared.from(TestLimits.address(BOB_HOME));

    assertThat(verdict(limits.from(ALICE_HOME))).isEqualTo(COME_IN);
    assertThat(verdict(limits.from(BOB_HOME))).isEqualTo(SOURCE_IS_OVER);
  }

  @Test
  void openConnectionsAreStillCountedAfterTheHour() {
    TestLimits limits = new TestLimits(with("source", "connections", 1000));
    IntStream.range(0, 999).forEach(i -> limits.from(ALICE_HOME));
    Visit last = limits.from(ALICE_HOME);

    limits.pass(HOUR);
    limits.pass(HOUR);

    assertThat(verdict(limits.from(BOB_HOME))).isEqualTo(COME_IN);
    Visit tooMuch = limits.from(ALICE_HOME);
    assertThat(verdict(tooMuch)).isEqualTo(SOURCE_IS_OVER);
    last.leaves();
    assertThat(verdict(tooMuch)).isEqualTo(COME_IN);
  }

  @Test
  void whatWasAskedIsForgottenWithTheHour() {
    TestLimits limits = new TestLimits(with("source", "handshakesPerSecond", 1));
    Visit visit = limits.from(ALICE_HOME);

    limits.pass(HOUR.minusNanos(1));
    assertThat(verdict(visit)).isEqualTo(COME_IN);
    assertThat(verdict(visit)).isEqualTo(SOURCE_IS_OVER);
    limits.pass(Duration.ofNanos(1));

    assertThat(verdict(visit)).isEqualTo(COME_IN);
  }

  @Test
  void namesOfDifferentHoursCannotBeLinked() {
    Hour one = hour();
    Hour other = hour();
    long prefix = Prefix.of(TestLimits.address(ALICE_HOME));

    Origin now = new Ledger(one).origin(prefix, 1);
    Origin then = now.under(new Ledger(other));

    assertThat(then.name()).isNotEqualTo(now.name());
    assertThat(then.veiledPrefix()).isNotEqualTo(now.veiledPrefix()).isNotEqualTo(prefix);
    assertThat(now.veiledPrefix()).isNotEqualTo(prefix);
    assertThat(new Ledger(one).origin(prefix, 2).name()).isEqualTo(now.name());
    assertThat(new Ledger(one).origin(prefix, 2).veiledPrefix()).isNotEqualTo(now.veiledPrefix());
    assertThat(now).hasToString("Origin[hidden]");
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
            .filter(visit -> verdict(visit) == COME_IN)
            .count();

    assertThat(letIn).isBetween(1L, (long) Hour.SLOTS);
  }

  private static Hour hour() {
    return Hour.fresh(
        TestLimits.settings(new JsonObject()), new CoarseClock(() -> 1), new SecureRandom());
  }

  private static Verdict verdict(Visit visit) {
    return visit.enters().verdict();
  }
}
