package org.messagingserver.attachments;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Lets a node move only so many attachments at once, and one source only a quarter of them. Where
 * all are taken, a slow one gives way to that of a source with fewer, so that sources that hold
 * many with a few bytes a second keep nobody out. May be used from any thread.
 */
final class TransferSlots {
  private static final int SOURCES = 4;

  /** One that is slower, and not new, may have to give way. */
  private static final long SLOW_BYTES_PER_SECOND = 32 << 10;

  private static final Duration NEW = Duration.ofSeconds(5);
  private static final double NANOS_PER_SECOND = 1e9;

  private final int max;
  private final LongSupplier nanoTime;
  private final Set<Slot> slots = new LinkedHashSet<>();
  private final Map<Long, Integer> bySource = new HashMap<>();

  /** Compared by its identity. */
  private static final class Slot {
    private final long source;
    private final Transfer transfer;
    private final long begin;

    Slot(long source, Transfer transfer, long begin) {
      this.source = source;
      this.transfer = transfer;
      this.begin = begin;
    }
  }

  TransferSlots(int max, LongSupplier nanoTime) {
    this.max = max;
    this.nanoTime = nanoTime;
  }

  /**
   * Takes one, or none where all are taken; what it gives is to be run once it is free again.
   *
   * @param source 0 for nobody
   */
  synchronized Optional<Runnable> take(long source, Transfer transfer) {
    int others = held(source);
    if (source != 0 && others >= Math.max(1, max / SOURCES)) {
      return Optional.empty();
    }
    if (slots.size() >= max && !isAnyEnded(others + 1)) {
      return Optional.empty();
    }
    Slot slot = new Slot(source, transfer, nanoTime.getAsLong());
    slots.add(slot);
    bySource.merge(source, 1, Integer::sum);
    return Optional.of(() -> release(slot));
  }

  private int held(long source) {
    return source == 0 ? 0 : bySource.getOrDefault(source, 0);
  }

  /** Ends the slowest of a source that holds as many or more; whether there was one. */
  private boolean isAnyEnded(int held) {
    long now = nanoTime.getAsLong();
    Optional<Slot> slowest =
        slots.stream()
            .filter(slot -> now - slot.begin >= NEW.toNanos())
            .filter(slot -> pace(slot, now) < SLOW_BYTES_PER_SECOND)
            .filter(slot -> Math.max(1, held(slot.source)) >= held)
            .max(
                Comparator.<Slot>comparingInt(slot -> held(slot.source))
                    .thenComparing(Comparator.comparingDouble(slot -> -pace(slot, now))));
    slowest.ifPresent(
        slot -> {
          release(slot);
          slot.transfer.giveWay();
        });
    return slowest.isPresent();
  }

  private static double pace(Slot slot, long now) {
    return slot.transfer.bytes() / ((now - slot.begin) / NANOS_PER_SECOND);
  }

  /** Has no effect if it was released before. */
  private synchronized void release(Slot slot) {
    if (slots.remove(slot)) {
      bySource.computeIfPresent(slot.source, (same, count) -> count == 1 ? null : count - 1);
    }
  }

  synchronized int taken() {
    return slots.size();
  }
}
