package org.messagingserver.tools.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/**
 * An endless sequence of faults, the same for the same seed, nodes and kinds. Each round contains
 * every kind as often as its weight, and every kind once before any kind repeats, so that a short
 * run has as many kinds as possible.
 */
final class Schedule implements Iterator<PlannedFault> {
  private static final int SHORTEST_PAUSE = 2_000;
  private static final int LONGEST_PAUSE = 6_000;

  private final Random random;
  private final int nodes;
  private final List<Fault> kinds;
  private Iterator<Fault> rest = Collections.emptyIterator();

  Schedule(long seed, int nodes, Collection<Fault> kinds) {
    this.random = new Random(seed);
    this.nodes = nodes;
    this.kinds = kinds.stream().sorted().toList();
  }

  @Override
  public boolean hasNext() {
    return true;
  }

  @Override
  public PlannedFault next() {
    if (!rest.hasNext()) {
      rest = round().iterator();
    }
    Fault fault = rest.next();
    int node = random.nextInt(nodes);
    int peer = nodes == 1 ? node : (node + 1 + random.nextInt(nodes - 1)) % nodes;
    int pause = between(SHORTEST_PAUSE, LONGEST_PAUSE);
    return new PlannedFault(pause, fault, node, peer, duration(fault), random.nextLong());
  }

  /** Often a short one, so that there are more faults. */
  private int duration(Fault fault) {
    double share = random.nextDouble();
    return fault.minMillis() + (int) (share * share * (fault.maxMillis() - fault.minMillis()));
  }

  private List<Fault> round() {
    List<Fault> once = new ArrayList<>(kinds);
    List<Fault> again = new ArrayList<>();
    kinds.forEach(kind -> again.addAll(Collections.nCopies(kind.weight() - 1, kind)));
    Collections.shuffle(once, random);
    Collections.shuffle(again, random);
    once.addAll(again);
    return once;
  }

  private int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }
}
