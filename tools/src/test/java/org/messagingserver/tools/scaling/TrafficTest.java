package org.messagingserver.tools.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.messagingserver.tools.scaling.Kind.Growth;

class TrafficTest {
  private static double ofAllNodes(int nodes, Growth growth) {
    return nodes
        * new Traffic(Load.USUAL, nodes)
            .kinds().stream()
                .filter(kind -> kind.growth() == growth)
                .mapToDouble(Kind::messages)
                .sum();
  }

  @Test
  void ofTheLoadApproachesABound() {
    assertThat(ofAllNodes(100, Growth.LOAD) / ofAllNodes(3, Growth.LOAD)).isBetween(1.0, 1.5);
    assertThat(ofAllNodes(1000, Growth.LOAD) / ofAllNodes(100, Growth.LOAD)).isBetween(1.0, 1.02);
  }

  @Test
  void ofProbesGrowsWithTheNodes() {
    assertThat(ofAllNodes(100, Growth.NODES) / ofAllNodes(10, Growth.NODES))
        .isCloseTo(10, within(1e-9));
  }

  @Test
  void ofPingsGrowsWithTheirSquare() {
    assertThat(ofAllNodes(100, Growth.SQUARE) / ofAllNodes(10, Growth.SQUARE))
        .isCloseTo(100 * 99 / (10 * 9.0), within(1e-9));
  }

  /** A login at one of two nodes: half of the entries are its own, and each has a backup. */
  @Test
  void countsTheBackupOfAChange() {
    Kind logins = new Traffic(Load.USUAL, 2).calls("logins", 100, Operation.LOGIN);

    assertThat(logins.messages()).isCloseTo(100 * (2 * 0.5 + 1 + 0.5), within(1e-9));
  }

  @Test
  void removesThePlacesOfADeadNodeOnce() {
    Incident removal = Incident.all(Load.USUAL, 5).get(2);

    assertThat(removal.changes() * 4).isCloseTo(Load.USUAL.sockets() / 5, within(1e-3));
  }

  @Test
  void reportsEachNumberOfNodes() {
    String report = Report.of(Options.parse(List.of("--nodes", "4,40", "--devices", "1000000")));

    assertThat(report).contains("| 4 nodes | 40 nodes |", "1,000,000 devices", "used up first");
    assertThat(report)
        .isEqualTo(Report.of(Options.parse(List.of("--nodes", "4,40", "--devices", "1000000"))));
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    for (List<String> wrong :
        List.of(
            List.of("5"),
            List.of("--nodes"),
            List.of("--nodes", "1"),
            List.of("--online", "101"),
            List.of("--devices", "0"),
            List.of("--fast", "1"))) {
      assertThatIllegalArgumentException().isThrownBy(() -> Options.parse(wrong));
    }
  }
}
