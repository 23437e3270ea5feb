package org.messagingserver.tools.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Runs all sides of a row in turn, so that none has a better hour than the others. */
final class InterleavedRuns {
  private final Row row;
  private final List<Contender> sides;
  private final Consumer<String> progress;

  /**
   * @param sides warmed up and measured here, and closed by the caller
   * @param progress receives the current step
   */
  InterleavedRuns(Row row, List<Contender> sides, Consumer<String> progress) {
    this.row = row;
    this.sides = List.copyOf(sides);
    this.progress = progress;
  }

  Result run(int rounds) {
    for (Contender contender : sides) {
      progress.accept(row.name() + ": warming up " + contender.name());
      contender.trial().warmUp();
    }
    List<List<Figures>> all = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      progress.accept(String.format(Locale.ROOT, "%s: round %d of %d", row.name(), round, rounds));
      all.add(round(round % 2 == 0));
    }
    return new Result(row, sides.stream().map(Contender::name).toList(), all);
  }

  /** Every other round goes the other way, so that none is always the one behind another. */
  private List<Figures> round(boolean backwards) {
    Figures[] figures = new Figures[sides.size()];
    List<Integer> order = new ArrayList<>();
    for (int side = 0; side < figures.length; side++) {
      order.add(side);
    }
    if (backwards) {
      Collections.reverse(order);
    }
    for (int side : order) {
      figures[side] = sides.get(side).trial().round();
    }
    return Arrays.asList(figures);
  }
}
