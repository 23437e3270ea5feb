package org.messagingserver.delivery;

import java.util.UUID;

/** Message ids, at 16 bytes each and as many free: an entry of a map would take ten times that. */
final class IdSet {
  private static final int MIN_CAPACITY = 4;
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  /** Pairs; two zeros are a free slot. */
  private long[] ids = new long[2 * MIN_CAPACITY];

  private int size;

  int size() {
    return size;
  }

  boolean contains(UUID id) {
    return isAt(slot(ids, id.getMostSignificantBits(), id.getLeastSignificantBits()));
  }

  void add(UUID id) {
    int slot = slot(ids, id.getMostSignificantBits(), id.getLeastSignificantBits());
    if (!isAt(slot)) {
      ids[slot] = id.getMostSignificantBits();
      ids[slot + 1] = id.getLeastSignificantBits();
      size++;
      growWhereHalfFull();
    }
  }

  private boolean isAt(int slot) {
    return ids[slot] != 0 || ids[slot + 1] != 0;
  }

  private void growWhereHalfFull() {
    if (4 * size < ids.length) {
      return;
    }
    long[] larger = new long[2 * ids.length];
    for (int from = 0; from < ids.length; from += 2) {
      if (isAt(from)) {
        int to = slot(larger, ids[from], ids[from + 1]);
        larger[to] = ids[from];
        larger[to + 1] = ids[from + 1];
      }
    }
    ids = larger;
  }

  /** Where this id stands, or would stand. The length of {@code ids} is a power of two. */
  private static int slot(long[] ids, long most, long least) {
    long hash = (most ^ least) * SPREAD;
    int slot = (int) (hash >>> Integer.SIZE) << 1 & ids.length - 1;
    while ((ids[slot] != 0 || ids[slot + 1] != 0)
        && (ids[slot] != most || ids[slot + 1] != least)) {
      slot = slot + 2 & ids.length - 1;
    }
    return slot;
  }
}
