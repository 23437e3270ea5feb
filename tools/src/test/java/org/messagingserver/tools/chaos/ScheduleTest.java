package org.messagingserver.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Set<Fault> ALL = EnumSet.allOf(Fault.class);
  private static final Set<Fault.Group> GROUPS = EnumSet.allOf(Fault.Group.class);
  private static final int ROUND = ALL.stream().mapToInt(Fault::weight).sum();

  private static List<PlannedFault> first(int count, Schedule schedule) {
    return Stream.generate(schedule::next).limit(count).toList();
  }

  @Test
  void isTheSameForTheSameSeed() {
    assertThat(first(100, new Schedule(42, 3, ALL)))
        .isEqualTo(first(100, new Schedule(42, 3, ALL)));
  }

  @Test
  void isAnotherOneForAnotherSeed() {
    assertThat(first(100, new Schedule(42, 3, ALL)))
        .isNotEqualTo(first(100, new Schedule(43, 3, ALL)));
  }

  @Test
  void hasEveryFaultAsOftenAsItsWeightInEachRound() {
    Schedule schedule = new Schedule(42, 3, ALL);
    for (int round = 0; round < 10; round++) {
      var counts =
          first(ROUND, schedule).stream()
              .collect(Collectors.groupingBy(PlannedFault::fault, Collectors.counting()));

      assertThat(counts).hasSize(ALL.size());
      counts.forEach((fault, count) -> assertThat(count).isEqualTo(fault.weight()));
    }
  }

  @Test
  void hasEveryFaultOnceBeforeAnyRepeats() {
    assertThat(first(ALL.size(), new Schedule(42, 3, ALL)))
        .extracting(PlannedFault::fault)
        .containsExactlyInAnyOrderElementsOf(ALL);
  }

  @Test
  void hitsEveryNodeAndNeverAPeerThatIsTheNodeItself() {
    List<PlannedFault> faults = first(200, new Schedule(42, 3, ALL));

    assertThat(faults).extracting(PlannedFault::node).containsOnly(0, 1, 2);
    assertThat(faults).extracting(PlannedFault::peer).containsOnly(0, 1, 2);
    assertThat(faults).allMatch(fault -> fault.node() != fault.peer());
  }

  @Test
  void keepsFaultsWithinTheirBounds() {
    assertThat(first(500, new Schedule(42, 3, ALL)))
        .allMatch(
            fault ->
                fault.durationMillis() >= fault.fault().minMillis()
                    && fault.durationMillis() <= fault.fault().maxMillis()
                    && fault.pauseMillis() >= 2_000);
  }

  @Test
  void breaksOnlyWhatItMay() {
    Set<Fault> processes = Fault.of(3, EnumSet.of(Fault.Group.PROCESS));

    assertThat(processes).isNotEmpty().allMatch(fault -> fault.group() == Fault.Group.PROCESS);
    assertThat(Fault.of(3, GROUPS)).isEqualTo(ALL);
  }

  @Test
  void needsEnoughNodes() {
    assertThat(Fault.of(1, GROUPS))
        .contains(Fault.CUT_POSTGRES, Fault.CUT_CLIENTS)
        .doesNotContain(Fault.PARTITION, Fault.PARTITION_PAIR, Fault.CUT_ONE_WAY);
    assertThat(Fault.of(2, GROUPS)).contains(Fault.PARTITION).doesNotContain(Fault.PARTITION_PAIR);
  }

  @Test
  void goesWithASingleNode() {
    assertThat(first(50, new Schedule(42, 1, Fault.of(1, GROUPS))))
        .allMatch(fault -> fault.node() == 0);
  }
}
