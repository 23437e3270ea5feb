package org.messagingserver.tools.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/**
 * CPU time of processes, in user and system mode, as Linux counts it; processes that have ended not
 * included.
 */
final class CpuTime {
  /** Source: proc(5), fields 14 and 15 of stat, in ticks of a hundredth of a second. */
  private static final long MICROS_PER_TICK = 10_000;

  private static final int FIRST_FIELD = 11;
  private static final int OWN_FIELDS = 2;
  private static final int FIELDS_WITH_CHILDREN = 4;

  /** As HotSpot names the threads of its compilers, and Linux cuts the names. */
  private static final Set<String> COMPILERS = Set.of("C1 CompilerThre", "C2 CompilerThre");

  /**
   * For a JVM that is measured: with it a compiler's thread lasts as long as the JVM, so that its
   * time is never lost.
   */
  static final String LASTING_COMPILERS = "-XX:-UseDynamicNumberOfCompilerThreads";

  private CpuTime() {}

  /** Microseconds so far, of a process and those of its children that it has waited for. */
  static long micros(ProcessHandle process) {
    return micros(stat(directory(process)), FIELDS_WITH_CHILDREN);
  }

  /** The same, without what the JIT compilers have used where the process is a JVM. */
  static long microsOfWork(ProcessHandle process) {
    return micros(process) - microsOfCompilers(process);
  }

  /** Of the JIT compilers alone; 0 where the process is no JVM. */
  static long microsOfCompilers(ProcessHandle process) {
    try (Stream<Path> threads = Files.list(directory(process).resolve("task"))) {
      return threads
          .map(CpuTime::stat)
          .filter(stat -> COMPILERS.contains(name(stat)))
          .mapToLong(stat -> micros(stat, OWN_FIELDS))
          .sum();
    } catch (IOException gone) {
      return 0;
    }
  }

  /** Microseconds so far, of a process with all that descend from it. */
  static long microsOfTree(ProcessHandle root) {
    return Stream.concat(Stream.of(root), root.descendants()).mapToLong(CpuTime::micros).sum();
  }

  private static Path directory(ProcessHandle process) {
    return Path.of("/proc", Long.toString(process.pid()));
  }

  private static String stat(Path directory) {
    try {
      return Files.readString(directory.resolve("stat"));
    } catch (IOException gone) {
      return "";
    }
  }

  private static String name(String stat) {
    return stat.substring(stat.indexOf('(') + 1, Math.max(stat.lastIndexOf(')'), 0));
  }

  private static long micros(String stat, int count) {
    if (stat.isEmpty()) {
      return 0;
    }
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = 0;
    for (int field = FIRST_FIELD; field < FIRST_FIELD + count; field++) {
      ticks += Long.parseLong(fields[field]);
    }
    return ticks * MICROS_PER_TICK;
  }
}
