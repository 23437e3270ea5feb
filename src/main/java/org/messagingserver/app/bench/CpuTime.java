package org.messagingserver.app.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** CPU time of processes, in user and system mode, as Linux counts it. */
final class CpuTime {
  /** Source: proc(5), fields 14 and 15 of stat, in ticks of a hundredth of a second. */
  private static final long MICROS_PER_TICK = 10_000;

  private CpuTime() {}

  /** Microseconds so far, of a process and those of its children that it has waited for. */
  static long micros(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = 0;
      for (int field = 11; field <= 14; field++) {
        ticks += Long.parseLong(fields[field]);
      }
      return ticks * MICROS_PER_TICK;
    } catch (NoSuchFileException gone) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same, of a process with all that descend from it. */
  static long microsOfTree(ProcessHandle root) {
    return Stream.concat(Stream.of(root), root.descendants()).mapToLong(CpuTime::micros).sum();
  }
}
