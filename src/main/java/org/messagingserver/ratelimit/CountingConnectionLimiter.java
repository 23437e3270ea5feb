package org.messagingserver.ratelimit;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/** Knows the connections of one event loop, and carries them over into a new hour. */
final class CountingConnectionLimiter implements ConnectionLimiter {
  private static final int CARRIED_AT_ONCE = 100;

  private final NodeLimits nodeLimits;
  private final Executor loop;
  private final Set<CountingClientQuota> visits =
      Collections.newSetFromMap(new IdentityHashMap<>());
  private EpochQuotas epochQuotas;

  CountingConnectionLimiter(NodeLimits nodeLimits, Executor loop) {
    this.nodeLimits = nodeLimits;
    this.loop = loop;
    this.epochQuotas = new EpochQuotas(nodeLimits.hour());
  }

  @Override
  public ClientQuota arrives() {
    CountingClientQuota visit = new CountingClientQuota(nodeLimits, this);
    visits.add(visit);
    return visit;
  }

  /** The hour as this event loop sees it. */
  EpochQuotas ledger() {
    return epochQuotas;
  }

  void left(CountingClientQuota visit) {
    visits.remove(visit);
  }

  /** A new hour has begun. */
  void turn() {
    epochQuotas = new EpochQuotas(nodeLimits.hour());
    carry(List.copyOf(visits).iterator());
  }

  /** A few at a time: there may be tens of thousands. */
  private void carry(Iterator<CountingClientQuota> rest) {
    for (int carried = 0; carried < CARRIED_AT_ONCE && rest.hasNext(); carried++) {
      rest.next().carryInto(epochQuotas);
    }
    if (rest.hasNext()) {
      loop.execute(() -> carry(rest));
    }
  }
}
