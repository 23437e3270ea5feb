package org.messagingserver.app;

import io.netty.util.internal.PlatformDependent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reports when heap or direct memory has run out, or nearly: one line in the log a minute for as
 * long as it lasts, and a failed check of readiness.
 */
final class MemoryWatch {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.app");
  private static final int FULL_PERCENT = 90;
  private static final long TICK_MILLIS = 1000;

  /** A shortage counts for as long, and a line follows another after as long. */
  private static final int TICKS_REMEMBERED = 60;

  private final Vertx vertx;
  private final Supplier<List<Use>> uses;
  private final IntSupplier outOfMemoryCount;
  private final long timer;
  private int lastCount;
  private int ticksSinceShortage = TICKS_REMEMBERED;
  private int ticksUntilLine;
  private volatile Optional<String> shortage = Optional.empty();

  /** How much of a kind of memory is used. */
  record Use(String what, long used, long max) {
    int percent() {
      return (int) (100.0 * used / max);
    }
  }

  /**
   * @param outOfMemoryCount how often there was none, so far
   */
  MemoryWatch(Vertx vertx, Supplier<List<Use>> uses, IntSupplier outOfMemoryCount) {
    this.vertx = vertx;
    this.uses = uses;
    this.outOfMemoryCount = outOfMemoryCount;
    this.timer = vertx.setPeriodic(TICK_MILLIS, tick -> check());
  }

  /** Watches this process. */
  static MemoryWatch ofProcess(Vertx vertx, IntSupplier outOfMemoryCount) {
    return new MemoryWatch(vertx, MemoryWatch::ofProcess, outOfMemoryCount);
  }

  private static List<Use> ofProcess() {
    long direct = PlatformDependent.usedDirectMemory();
    return Stream.concat(
            Stream.of(new Use("direct memory", direct, PlatformDependent.maxDirectMemory())),
            ManagementFactory.getMemoryPoolMXBeans().stream().flatMap(MemoryWatch::afterCollection))
        .filter(use -> use.max() > 0)
        .toList();
  }

  /** The use of the old generation after a collection; the other pools are always full. */
  private static Stream<Use> afterCollection(MemoryPoolMXBean pool) {
    MemoryUsage left = pool.getCollectionUsage();
    return left != null && pool.isUsageThresholdSupported()
        ? Stream.of(new Use("the heap", left.getUsed(), left.getMax()))
        : Stream.empty();
  }

  void check() {
    int count = outOfMemoryCount.getAsInt();
    ticksSinceShortage = count == lastCount ? ticksSinceShortage + 1 : 0;
    lastCount = count;
    Optional<String> before = shortage;
    shortage = full().or(this::recentShortage);
    if (shortage.isEmpty()) {
      before.ifPresent(over -> LOG.log(System.Logger.Level.INFO, "memory is sufficient again"));
      ticksUntilLine = 0;
    } else {
      if (ticksUntilLine == 0) {
        LOG.log(System.Logger.Level.ERROR, "out of memory: {0}", shortage.get());
        ticksUntilLine = TICKS_REMEMBERED;
      }
      ticksUntilLine--;
    }
  }

  private Optional<String> full() {
    return uses.get().stream()
        .filter(use -> use.percent() >= FULL_PERCENT)
        .findFirst()
        .map(use -> use.percent() + " % of " + use.what() + " is used");
  }

  private Optional<String> recentShortage() {
    return ticksSinceShortage < TICKS_REMEMBERED
        ? Optional.of("there was none for what a client was to be sent")
        : Optional.empty();
  }

  /** Succeeds while there is enough. */
  Future<Void> health() {
    return shortage
        .<Future<Void>>map(what -> Future.failedFuture(new StartException(what)))
        .orElseGet(Future::succeededFuture);
  }

  void stop() {
    vertx.cancelTimer(timer);
  }
}
