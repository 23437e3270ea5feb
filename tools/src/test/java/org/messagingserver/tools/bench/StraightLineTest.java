package org.messagingserver.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.messagingserver.tools.bench.StraightLine.Point;

class StraightLineTest {
  private static final double CLOSE = 1e-9;

  @Test
  void goesThroughPointsThatAreOnALine() {
    StraightLine line =
        StraightLine.through(List.of(new Point(1, 5), new Point(2, 7), new Point(10, 23)));

    assertThat(line.slope()).isCloseTo(2, within(CLOSE));
    assertThat(line.intercept()).isCloseTo(3, within(CLOSE));
    assertThat(line.largestDistance()).isCloseTo(0, within(CLOSE));
  }

  @Test
  void goesBetweenPointsThatAreNot() {
    StraightLine line =
        StraightLine.through(List.of(new Point(0, 0), new Point(1, 3), new Point(2, 0)));

    assertThat(line.slope()).isCloseTo(0, within(CLOSE));
    assertThat(line.intercept()).isCloseTo(1, within(CLOSE));
    assertThat(line.largestDistance()).isCloseTo(2, within(CLOSE));
  }

  @Test
  void refusesASinglePoint() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StraightLine.through(List.of(new Point(1, 5), new Point(1, 6))));
  }
}
