package org.messagingserver.ratelimit;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/** Tracks the connections of one event loop, and migrates them to a new epoch. */
final class CountingConnectionLimiter implements ConnectionLimiter {
  private static final int BATCH_SIZE = 100;

  private final NodeLimits nodeLimits;
  private final Executor loop;
  private final Set<CountingClientQuota> quotas =
      Collections.newSetFromMap(new IdentityHashMap<>());
  private EpochQuotas epochQuotas;

  CountingConnectionLimiter(NodeLimits nodeLimits, Executor loop) {
    this.nodeLimits = nodeLimits;
    this.loop = loop;
    this.epochQuotas = new EpochQuotas(nodeLimits.quotaEpoch());
  }

  @Override
  public ClientQuota accept() {
    CountingClientQuota quota = new CountingClientQuota(nodeLimits, this);
    quotas.add(quota);
    return quota;
  }

  /** The epoch as this event loop sees it. */
  EpochQuotas epochQuotas() {
    return epochQuotas;
  }

  void released(CountingClientQuota quota) {
    quotas.remove(quota);
  }

  /** A new epoch has begun. */
  void startEpoch() {
    epochQuotas = new EpochQuotas(nodeLimits.quotaEpoch());
    migrate(List.copyOf(quotas).iterator());
  }

  /** A few at a time: there may be tens of thousands. */
  private void migrate(Iterator<CountingClientQuota> rest) {
    for (int migrated = 0; migrated < BATCH_SIZE && rest.hasNext(); migrated++) {
      rest.next().migrateTo(epochQuotas);
    }
    if (rest.hasNext()) {
      loop.execute(() -> migrate(rest));
    }
  }
}
