package org.messagingserver.delivery;

import java.util.UUID;

/** Message ids, at 16 bytes each and as many free: an entry of a map would take ten times that. */
final class IdSet {
  private static final int FEWEST = 4;
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  /** Pairs; two zeros are a free place. */
  private long[] ids = new long[2 * FEWEST];

  private int size;

  int size() {
    return size;
  }

  boolean contains(UUID id) {
    return isAt(place(ids, id.getMostSignificantBits(), id.getLeastSignificantBits()));
  }

  void add(UUID id) {
    int place = place(ids, id.getMostSignificantBits(), id.getLeastSignificantBits());
    if (!isAt(place)) {
      ids[place] = id.getMostSignificantBits();
      ids[place + 1] = id.getLeastSignificantBits();
      size++;
      growWhereHalfFull();
    }
  }

  private boolean isAt(int place) {
    return ids[place] != 0 || ids[place + 1] != 0;
  }

  private void growWhereHalfFull() {
    if (4 * size < ids.length) {
      return;
    }
    long[] larger = new long[2 * ids.length];
    for (int from = 0; from < ids.length; from += 2) {
      if (isAt(from)) {
        int to = place(larger, ids[from], ids[from + 1]);
        larger[to] = ids[from];
        larger[to + 1] = ids[from + 1];
      }
    }
    ids = larger;
  }

  /** Where this id stands, or would stand. The length of {@code ids} is a power of two. */
  private static int place(long[] ids, long most, long least) {
    long hash = (most ^ least) * SPREAD;
    int place = (int) (hash >>> Integer.SIZE) << 1 & ids.length - 1;
    while ((ids[place] != 0 || ids[place + 1] != 0)
        && (ids[place] != most || ids[place + 1] != least)) {
      place = place + 2 & ids.length - 1;
    }
    return place;
  }
}
