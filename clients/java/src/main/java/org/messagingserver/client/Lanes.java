package org.messagingserver.client;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.messagingserver.identity.Address;

/** The lanes of one connection, which take turns. A lane lives as long as it has anything to do. */
final class Lanes {
  private final Map<Address, Lane> lanes = new HashMap<>();
  private final Set<Lane> ready = new LinkedHashSet<>();

  /** The lane to a recipient, a new one if absent. */
  Lane to(Address recipient) {
    return lanes.computeIfAbsent(recipient, Lane::new);
  }

  /** Notes the state of a lane; to be called after each change to one. */
  void place(Lane lane) {
    if (lane.isReady()) {
      ready.add(lane);
    } else {
      ready.remove(lane);
    }
    if (lane.isOver()) {
      lanes.remove(lane.recipient(), lane);
    }
  }

  /** The message whose turn it is, taken from its lane. */
  Optional<Outgoing> next() {
    Optional<Lane> first = ready.stream().findFirst();
    first.ifPresent(ready::remove);
    Optional<Outgoing> next = first.map(Lane::next);
    // Behind all that wait, so that no recipient waits for the whole of another's messages.
    first.ifPresent(this::place);
    return next;
  }

  void clear() {
    lanes.clear();
    ready.clear();
  }
}
