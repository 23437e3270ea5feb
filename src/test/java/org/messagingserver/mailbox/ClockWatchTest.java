package org.messagingserver.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.postgres.Database;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.testkit.DatabaseClock;
import org.messagingserver.testkit.TestStore;

/** How far the seen time goes, by a monotonic clock and clocks of nodes that the test sets. */
@ExtendWith(VertxExtension.class)
class ClockWatchTest {
  private static final Duration DAYS_40 = Duration.ofDays(40);
  private static final Duration STEP = Duration.ofMinutes(30);
  private final Instant begin = Instant.now();

  private final String uri = TestPostgres.newDatabaseUri();
  private final DatabaseClock database = new DatabaseClock(uri);
  private final List<ClockWatch> nodes = new ArrayList<>();
  private TestStore store;
  private SimpleMeterRegistry registry;
  private Duration uptime = Duration.ofDays(1000);
  private Duration error = Duration.ZERO;
  private Duration errorOfNodes = Duration.ZERO;

  @BeforeEach
  void open(Vertx vertx) {
    store = TestStore.open(vertx, uri);
  }

  @AfterEach
  void close() {
    nodes.forEach(ClockWatch::stop);
    store.close();
    database.close();
  }

  @Test
  void followsAClockThatIsRight() {
    ClockWatch node = node();

    run(Duration.ofDays(3), node);

    assertThat(seen()).isBetween(now().minus(STEP).minusSeconds(60), now().plusSeconds(60));
    assertThat(gap()).isBetween(Duration.ofMinutes(-1), STEP.multipliedBy(2).plusMinutes(1));
  }

  @Test
  void goesTwiceAsFastAtMostWhenTheClockJumpsInMidRun() {
    ClockWatch node = node();
    run(Duration.ofHours(5), node);
    Instant before = seen();

    setDatabase(DAYS_40);
    run(Duration.ofHours(5), node);

    assertThat(Duration.between(before, seen())).isEqualTo(Duration.ofHours(10));
    assertThat(gap()).isGreaterThan(Duration.ofDays(39));
  }

  /** However they take turns, die and come again. */
  @Test
  void goesTwiceAsFastAtMostForAllNodesTogether() {
    setDatabase(DAYS_40);
    Random random = new Random(7);
    List<ClockWatch> several = new ArrayList<>(List.of(node(), node(), node(), node()));
    Instant before = seen();
    Duration beganAt = uptime;

    for (int turn = 0; turn < 400; turn++) {
      int index = random.nextInt(several.size());
      pass(Duration.ofSeconds(random.nextInt(400)));
      if (random.nextInt(20) == 0) {
        several.set(index, node());
      }
      await(several.get(index).check());
    }

    Duration most = uptime.minus(beganAt).multipliedBy(2);
    assertThat(Duration.between(before, seen())).isBetween(most.dividedBy(2), most.plusSeconds(1));
  }

  @Test
  void goesTwiceAsFastAtMostWhenNodesLookAtTheSameTime() {
    setDatabase(DAYS_40);
    List<ClockWatch> several = List.of(node(), node(), node());
    several.forEach(node -> await(node.check()));
    Instant before = seen();
    pass(STEP);

    several.stream().map(ClockWatch::check).toList().forEach(look -> await(look));

    assertThat(Duration.between(before, seen())).isEqualTo(STEP.multipliedBy(2));
  }

  @Test
  void closesTheGapAfterSevenDaysInWhichNodesAgree() {
    setDatabase(DAYS_40);
    errorOfNodes = DAYS_40;
    ClockWatch node = node();

    run(Duration.ofDays(7).minus(STEP.multipliedBy(2)), node);
    assertThat(gap()).isGreaterThan(Duration.ofDays(25));
    run(STEP.multipliedBy(4), node);

    assertThat(gap()).isLessThan(STEP.multipliedBy(2));
  }

  /** A deployment that was off for a month: its clock is right, and nothing of it is new. */
  @Test
  void countsItsDaysThroughRestarts() {
    setDatabase(DAYS_40);
    errorOfNodes = DAYS_40;

    for (int start = 0; start < 8; start++) {
      run(Duration.ofDays(1), node());
    }

    assertThat(gap()).isLessThan(STEP.multipliedBy(2));
  }

  @Test
  void neverClosesTheGapWhileOneNodeDisagrees() {
    setDatabase(DAYS_40);
    errorOfNodes = DAYS_40;
    ClockWatch agrees = node();
    errorOfNodes = Duration.ZERO;
    ClockWatch disagrees = node();

    run(Duration.ofDays(9), agrees, disagrees);

    assertThat(gap()).isGreaterThan(Duration.ofDays(20));
  }

  @Test
  void beginsToCountAnewWhenTheClockJumpsOn() {
    setDatabase(DAYS_40);
    errorOfNodes = DAYS_40;
    ClockWatch node = node();
    run(Duration.ofDays(6), node);

    setDatabase(DAYS_40.multipliedBy(2));
    run(Duration.ofDays(6), node);

    assertThat(gap()).isGreaterThan(Duration.ofDays(60));
  }

  @Test
  void takesNoNoticeOfTheClockOfANode() {
    errorOfNodes = DAYS_40;
    ClockWatch ahead = node();
    errorOfNodes = Duration.between(begin, Instant.EPOCH);
    ClockWatch behind = node();

    run(Duration.ofDays(8), ahead, behind);

    assertThat(seen()).isBetween(now().minus(STEP).minusSeconds(60), now().plusSeconds(60));
  }

  /** What is stored then is to be kept for its time from now on, and not from where it stood. */
  @Test
  void goesOnWithTheUptimeWhileTheClockIsIn1970() {
    setDatabase(Duration.between(begin, Instant.EPOCH));
    errorOfNodes = error;
    ClockWatch node = node();
    Instant before = seen();

    run(Duration.ofDays(8), node);

    assertThat(Duration.between(before, seen())).isEqualTo(Duration.ofDays(8).minus(STEP));
  }

  @Test
  void waitsForAClockThatIsALittleBehind() {
    ClockWatch node = node();
    run(Duration.ofHours(1), node);
    Instant before = seen();

    setDatabase(Duration.ofHours(-3));
    run(Duration.ofHours(2), node);
    assertThat(seen()).isEqualTo(before);
    run(Duration.ofHours(3), node);

    assertThat(seen()).isBetween(now().minus(STEP).minusSeconds(60), now().plusSeconds(60));
  }

  @Test
  void takesNothingForSureWhileTheDatabaseIsAway() {
    try (TestStore other = TestStore.open(store.vertx())) {
      ClockWatch node = watch(other.databaseBehindProxy());
      await(node.check());
      assertThat(gap()).isBetween(Duration.ofMinutes(-1), Duration.ofMinutes(1));
      other.proxy().close();

      await(node.check().otherwiseEmpty());

      assertThat(gapSeconds()).isNaN();
    }
  }

  private void run(Duration length, ClockWatch... running) {
    Duration end = uptime.plus(length);
    while (uptime.compareTo(end) < 0) {
      for (ClockWatch node : running) {
        await(node.check());
      }
      pass(STEP);
    }
  }

  /** Real time hardly goes by: the database's clock is put forward with the others. */
  private void pass(Duration time) {
    uptime = uptime.plus(time);
    setDatabase(error);
  }

  private void setDatabase(Duration wrongBy) {
    error = wrongBy;
    database.at(now());
  }

  private Instant now() {
    return begin.plus(uptime.minusDays(1000)).plus(error);
  }

  private ClockWatch node() {
    return watch(store.database());
  }

  private ClockWatch watch(Database to) {
    Duration wrongBy = errorOfNodes;
    registry = new SimpleMeterRegistry();
    ClockWatch node =
        new ClockWatch(
            store.vertx(),
            to,
            registry,
            () -> uptime.toNanos(),
            () -> begin.plus(uptime.minusDays(1000)).plus(wrongBy).toEpochMilli());
    nodes.add(node);
    return node;
  }

  private Instant seen() {
    return Instant.parse(
        store
            .tables()
            .column(
                """
                SELECT to_char(seen AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                FROM trusted_time\
                """)
            .get(0));
  }

  private Duration gap() {
    return Duration.ofSeconds(Math.round(gapSeconds()));
  }

  private double gapSeconds() {
    return registry.get("messaging.clock.gap").gauge().value();
  }
}
