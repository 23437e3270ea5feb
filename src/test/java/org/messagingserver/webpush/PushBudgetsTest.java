package org.messagingserver.webpush;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.messagingserver.webpush.PushBudgets.Target;

class PushBudgetsTest {
  private static final int CONCURRENT = 40;
  private static final PushResult ACCEPTED = new PushResult.Accepted();
  private static final PushResult UNREACHABLE = new PushResult.Unreachable();

  private final PushBudgets budgets =
      new PushBudgets(
          new PushSettings(Optional.empty(), Set.of(443), false, Optional.empty(), CONCURRENT, 50));

  /** How many of so many tries begin at once. */
  private static long begun(Target target, int tries) {
    return IntStream.range(0, tries).filter(each -> target.begin().isEmpty()).count();
  }

  private static long taken(Target target) {
    return IntStream.range(0, 200).filter(each -> target.take().isEmpty()).count();
  }

  @Test
  void giveLittleToATargetThatHasAcceptedNothing() {
    assertThat(taken(budgets.target("a"))).isBetween(20L, 25L);
  }

  @Test
  void giveMoreOnceItHasAccepted() {
    Target target = budgets.target("a");
    target.learn(ACCEPTED);

    assertThat(taken(target)).isBetween(50L, 75L);
  }

  @Test
  void giveLittleAgainOnceItDoesNotAnswer() {
    Target target = budgets.target("a");
    target.learn(ACCEPTED);
    target.learn(UNREACHABLE);

    assertThat(taken(target)).isBetween(20L, 25L);
  }

  @Test
  void leaveAProvenTargetProvenWhereOneSubscriptionIsGone() {
    Target target = budgets.target("a");
    target.learn(ACCEPTED);
    target.learn(new PushResult.Gone());
    target.learn(new PushResult.Refused());

    assertThat(target.isProven()).isTrue();
  }

  @Test
  void giveUnprovenTargetsAQuarterOfWhatIsUnderWayTogether() {
    long begun =
        IntStream.range(0, CONCURRENT)
            .filter(each -> budgets.target("host " + each).begin().isEmpty())
            .count();

    assertThat(begun).isEqualTo(CONCURRENT / 4);
    Target proven = budgets.target("proven");
    proven.learn(ACCEPTED);
    assertThat(proven.begin()).isEmpty();
  }

  @Test
  void giveAHostHalfOfWhatIsUnderWay() {
    Target target = budgets.target("a");
    target.learn(ACCEPTED);

    assertThat(begun(target, CONCURRENT)).isEqualTo(CONCURRENT / 2);
    target.end(true);
    assertThat(begun(target, CONCURRENT)).isEqualTo(1);
  }

  @Test
  void keepCountOfWhatBeganUnprovenAndEndedProven() {
    Target target = budgets.target("a");
    assertThat(target.begin()).isEmpty();
    target.learn(ACCEPTED);
    target.end(false);

    long begun =
        IntStream.range(0, CONCURRENT)
            .filter(each -> budgets.target("host " + each).begin().isEmpty())
            .count();

    assertThat(begun).isEqualTo(CONCURRENT / 4);
  }

  @Test
  void rememberNoMoreThanTenThousandTargets() {
    Target first = budgets.target("first");
    Target used = budgets.target("used");
    for (int other = 0; other < 10_000; other++) {
      assertThat(budgets.target("host " + other)).isNotNull();
      assertThat(budgets.target("used")).isSameAs(used);
    }

    assertThat(budgets.target("first")).isNotSameAs(first);
  }

  @Test
  void spreadThoseThatMustWait() {
    Target target = budgets.target("a");
    List<Duration> delays =
        IntStream.range(0, 1000).mapToObj(each -> target.take()).flatMap(Optional::stream).toList();

    assertThat(delays).isSorted();
    assertThat(delays.get(100)).isBetween(Duration.ofSeconds(45), Duration.ofSeconds(55));
    assertThat(delays.get(delays.size() - 1)).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void spreadThoseToManyUnprovenHostsToo() {
    List<Duration> delays =
        IntStream.range(0, 1000)
            .mapToObj(each -> budgets.target("host " + each).begin())
            .flatMap(Optional::stream)
            .toList();

    assertThat(delays).isSorted().hasSize(1000 - CONCURRENT / 4);
    assertThat(delays.get(delays.size() - 1)).isGreaterThan(Duration.ofSeconds(90));
  }
}
