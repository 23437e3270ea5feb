package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.messagingserver.encryption.HashedAddress;

/**
 * The lanes of one Outbox. An idle lane is remembered for a while if it knows something: that
 * nobody listened, or what was stored last.
 */
final class Lanes {
  private static final int MAX_IDLE = 10_000;

  private final long memoryMillis;
  private final Map<HashedAddress, Lane> lanes = new HashMap<>();
  private final Map<Lane, Long> idle = new LinkedHashMap<>();

  /**
   * @param memoryMillis how long an idle lane is remembered
   */
  Lanes(long memoryMillis) {
    this.memoryMillis = memoryMillis;
  }

  /** The lane to a recipient, which is about to be used. */
  Lane use(HashedAddress to) {
    Lane lane = lanes.computeIfAbsent(to, Lane::new);
    idle.remove(lane);
    return lane;
  }

  /** The lane to a recipient, or null. */
  Lane find(HashedAddress to) {
    return lanes.get(to);
  }

  /** Keeps in mind what has been learnt of a recipient. */
  void note(HashedAddress to, long now, Consumer<Lane> what) {
    Lane lane = use(to);
    what.accept(lane);
    release(lane, now);
  }

  /** Lets go of a lane that nothing is in. */
  void release(Lane lane, long now) {
    if (!lane.isIdle()) {
      return;
    }
    idle.remove(lane);
    if (lane.isBlank()) {
      lanes.remove(lane.to, lane);
    } else {
      idle.put(lane, now);
      forgetOldest(now);
    }
  }

  private void forgetOldest(long now) {
    Iterator<Map.Entry<Lane, Long>> oldest = idle.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<Lane, Long> lane = oldest.next();
      if (idle.size() <= MAX_IDLE && now - lane.getValue() < memoryMillis) {
        return;
      }
      oldest.remove();
      lanes.remove(lane.getKey().to, lane.getKey());
    }
  }

  List<Lane> all() {
    return new ArrayList<>(lanes.values());
  }
}
