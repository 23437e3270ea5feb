package org.messagingserver.tools.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/**
 * An endless sequence of faults, the same for the same seed, nodes and kinds. Each round contains
 * every kind as often as its weight, so that even a short run has most kinds.
 */
final class Schedule implements Iterator<PlannedFault> {
  private static final int SHORTEST_PAUSE = 2_000;
  private static final int LONGEST_PAUSE = 8_000;

  private final Random random;
  private final int nodes;
  private final List<Fault> round;
  private Iterator<Fault> rest = Collections.emptyIterator();

  Schedule(long seed, int nodes, Collection<Fault> kinds) {
    this.random = new Random(seed);
    this.nodes = nodes;
    this.round = new ArrayList<>();
    kinds.stream().sorted().forEach(kind -> round.addAll(Collections.nCopies(kind.weight(), kind)));
  }

  @Override
  public boolean hasNext() {
    return true;
  }

  @Override
  public PlannedFault next() {
    if (!rest.hasNext()) {
      Collections.shuffle(round, random);
      rest = List.copyOf(round).iterator();
    }
    Fault fault = rest.next();
    int node = random.nextInt(nodes);
    int peer = nodes == 1 ? node : (node + 1 + random.nextInt(nodes - 1)) % nodes;
    int pause = between(SHORTEST_PAUSE, LONGEST_PAUSE);
    return new PlannedFault(
        pause, fault, node, peer, between(fault.minMillis(), fault.maxMillis()));
  }

  private int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }
}
