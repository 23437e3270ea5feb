package org.messagingserver.tools.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Runs all contenders of a row in turn, so that all see the same conditions of the machine. */
final class InterleavedRuns {
  private final Row row;
  private final List<Contender> contenders;
  private final Consumer<String> progress;

  /**
   * @param contenders measured here, and closed by the caller
   * @param progress receives the current step
   */
  InterleavedRuns(Row row, List<Contender> contenders, Consumer<String> progress) {
    this.row = row;
    this.contenders = List.copyOf(contenders);
    this.progress = progress;
  }

  Result run(int rounds) {
    for (Contender contender : contenders) {
      progress.accept(row.name() + ": warming up " + contender.name());
      contender.trial().warmUp();
    }
    List<List<RoundMetrics>> all = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      progress.accept(String.format(Locale.ROOT, "%s: round %d of %d", row.name(), round, rounds));
      all.add(round(round % 2 == 0));
    }
    return new Result(row, contenders.stream().map(Contender::name).toList(), all);
  }

  /** Every other round is in the opposite order, so that none always follows another. */
  private List<RoundMetrics> round(boolean backwards) {
    RoundMetrics[] figures = new RoundMetrics[contenders.size()];
    List<Integer> order = new ArrayList<>();
    for (int side = 0; side < figures.length; side++) {
      order.add(side);
    }
    if (backwards) {
      Collections.reverse(order);
    }
    for (int side : order) {
      figures[side] = contenders.get(side).trial().round();
    }
    return Arrays.asList(figures);
  }
}
