package org.messagingserver.system.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.messagingserver.system.privacy.Stranger.Answered;

/**
 * Fails if answers tell kinds of users apart in each of several spells of asking. What this machine
 * does to one spell it does not do to all, but a leak shows in each.
 */
final class Comparison<K> {
  private static final int SPELLS = 8;
  private static final Duration HALF_A_TICK = Duration.ofNanos(12_500_000);
  private static final double ON_ANOTHER_TICK = 0.05;

  /** Two kinds, and what was asked about both in one spell. */
  private record Pair<K>(K one, K other, List<Map<K, Answered>> rounds) {
    private long[] times(K kind) {
      return rounds.stream().mapToLong(round -> round.get(kind).nanos()).toArray();
    }

    private double share(Predicate<Map<K, Answered>> what) {
      return rounds.stream().filter(what).count() / (double) rounds.size();
    }

    private String toldByTime() {
      double distance = Samples.distance(times(one), times(other));
      int size = rounds.size();
      return distance < Samples.criticalDistance(size, size) ? "" : "distance " + distance;
    }

    private String toldByTick() {
      double share =
          share(
              round -> {
                long apart = round.get(one).nanos() - round.get(other).nanos();
                return Math.abs(apart) > HALF_A_TICK.toNanos();
              });
      return share < ON_ANOTHER_TICK ? "" : "on another tick " + share;
    }

    private String toldByOrder() {
      double share = share(round -> round.get(one).place() < round.get(other).place());
      double lead = Math.abs(share - 0.5);
      return lead < Samples.criticalLead(rounds.size()) ? "" : "first " + share;
    }
  }

  private final List<List<K>> groups;
  private final Supplier<List<Map<K, Answered>>> spell;
  private final List<List<Map<K, Answered>>> spells = new ArrayList<>();

  /**
   * @param groups of kinds, each of which is compared with each other of its group
   * @param spell asks once more, and returns the answers of each round
   */
  Comparison(List<List<K>> groups, Supplier<List<Map<K, Answered>>> spell) {
    this.groups = groups;
    this.spell = spell;
  }

  /** The two-sample Kolmogorov-Smirnov test. */
  void assertNotToldByTime() {
    assertTellsNothing(Pair::toldByTime);
  }

  /** Answers to messages that were sent in one go come together. */
  void assertNotToldByTick() {
    assertTellsNothing(Pair::toldByTick);
  }

  /** Users are asked about in any order, so neither kind's answer comes first more often. */
  void assertNotToldByOrder() {
    assertTellsNothing(Pair::toldByOrder);
  }

  private void assertTellsNothing(Function<Pair<K>, String> finding) {
    List<String> findings = List.of();
    for (int asked = 0; asked < SPELLS; asked++) {
      if (asked == spells.size()) {
        spells.add(spell.get());
      }
      findings = findings(spells.get(asked), finding);
      if (findings.isEmpty()) {
        return;
      }
    }
    assertThat(findings).isEmpty();
  }

  private List<String> findings(List<Map<K, Answered>> rounds, Function<Pair<K>, String> finding) {
    List<String> findings = new ArrayList<>();
    for (Pair<K> pair : pairs(rounds)) {
      String found = finding.apply(pair);
      if (!found.isEmpty()) {
        findings.add(pair.one + " and " + pair.other + ": " + found);
      }
    }
    return findings;
  }

  private List<Pair<K>> pairs(List<Map<K, Answered>> rounds) {
    List<Pair<K>> pairs = new ArrayList<>();
    for (List<K> group : groups) {
      for (int index = 0; index < group.size(); index++) {
        for (K other : group.subList(index + 1, group.size())) {
          pairs.add(new Pair<>(group.get(index), other, rounds));
        }
      }
    }
    return pairs;
  }
}
