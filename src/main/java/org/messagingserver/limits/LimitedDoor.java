package org.messagingserver.limits;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/** Knows the connections of one event loop, and carries them over into a new hour. */
final class LimitedDoor implements Door {
  private static final int CARRIED_AT_ONCE = 100;

  private final Limits limits;
  private final Executor loop;
  private final Set<LimitedVisit> visits = Collections.newSetFromMap(new IdentityHashMap<>());
  private Ledger ledger;

  LimitedDoor(Limits limits, Executor loop) {
    this.limits = limits;
    this.loop = loop;
    this.ledger = new Ledger(limits.hour());
  }

  @Override
  public Visit arrives() {
    LimitedVisit visit = new LimitedVisit(limits, this);
    visits.add(visit);
    return visit;
  }

  /** The hour as this event loop sees it. */
  Ledger ledger() {
    return ledger;
  }

  void left(LimitedVisit visit) {
    visits.remove(visit);
  }

  /** A new hour has begun. */
  void turn() {
    ledger = new Ledger(limits.hour());
    carry(List.copyOf(visits).iterator());
  }

  /** A few at a time: there may be tens of thousands. */
  private void carry(Iterator<LimitedVisit> rest) {
    for (int carried = 0; carried < CARRIED_AT_ONCE && rest.hasNext(); carried++) {
      rest.next().carryInto(ledger);
    }
    if (rest.hasNext()) {
      loop.execute(() -> carry(rest));
    }
  }
}
