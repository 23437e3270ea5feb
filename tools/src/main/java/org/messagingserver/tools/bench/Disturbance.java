package org.messagingserver.tools.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much of the processors went to others while we measured; with much of it, times are worth
 * little, CPU for an operation somewhat more. CPU time that a hypervisor took away counts as
 * others'.
 */
final class Disturbance {
  /** Source: proc(5), the first line of stat, in ticks: time for nobody. */
  private static final int IDLE = 4;

  private static final int IO_WAIT = 5;

  /** The last field that is not counted in another one already. */
  private static final int STEAL = 8;

  private static final double MICROS_PER_TICK = 10_000;

  private record Reading(long busyTicks, long allTicks, long ownMicros) {}

  private final Reading begin;
  private final BenchmarkEnvironment benchmarkEnvironment;

  /** From now on. */
  Disturbance(BenchmarkEnvironment benchmarkEnvironment) {
    this.benchmarkEnvironment = benchmarkEnvironment;
    this.begin = read(benchmarkEnvironment);
  }

  /** A share of all processors, until now. */
  double share() {
    Reading now = read(benchmarkEnvironment);
    double own = (now.ownMicros - begin.ownMicros) / MICROS_PER_TICK;
    double others = now.busyTicks - begin.busyTicks - own;
    return Math.max(0, others / Math.max(1, now.allTicks - begin.allTicks));
  }

  private static Reading read(BenchmarkEnvironment benchmarkEnvironment) {
    try {
      String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +", -1);
      long all = 0;
      for (int field = 1; field <= STEAL; field++) {
        all += Long.parseLong(fields[field]);
      }
      long idle = Long.parseLong(fields[IDLE]) + Long.parseLong(fields[IO_WAIT]);
      return new Reading(all - idle, all, benchmarkEnvironment.cpuMicros());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
