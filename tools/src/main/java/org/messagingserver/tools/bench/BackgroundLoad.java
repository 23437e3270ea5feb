package org.messagingserver.tools.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The share of the processors that other processes used during the measurement. If it is high,
 * latencies are unreliable, CPU per operation less so. CPU time taken by the hypervisor counts as
 * used by others.
 */
final class BackgroundLoad {
  /** Source: proc(5), the first line of stat, in ticks: idle time. */
  private static final int IDLE = 4;

  private static final int IO_WAIT = 5;

  /** The last field that is not included in another one. */
  private static final int STEAL = 8;

  private static final double MICROS_PER_TICK = 10_000;

  private record Reading(long busyTicks, long allTicks, long ownMicros) {}

  private final Reading begin;
  private final BenchmarkEnvironment environment;

  /** Starts to measure. */
  BackgroundLoad(BenchmarkEnvironment environment) {
    this.environment = environment;
    this.begin = read(environment);
  }

  /** The share of all processors since the start. */
  double share() {
    Reading now = read(environment);
    double own = (now.ownMicros - begin.ownMicros) / MICROS_PER_TICK;
    double others = now.busyTicks - begin.busyTicks - own;
    return Math.max(0, others / Math.max(1, now.allTicks - begin.allTicks));
  }

  private static Reading read(BenchmarkEnvironment environment) {
    try {
      String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +", -1);
      long all = 0;
      for (int field = 1; field <= STEAL; field++) {
        all += Long.parseLong(fields[field]);
      }
      long idle = Long.parseLong(fields[IDLE]) + Long.parseLong(fields[IO_WAIT]);
      return new Reading(all - idle, all, environment.cpuMicros());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
