package org.messagingserver.tools.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/**
 * CPU time of processes, in user and system mode, as Linux counts it, without processes that have
 * exited.
 */
final class CpuTime {
  /** Source: proc(5), fields 14 and 15 of stat, in ticks of a hundredth of a second. */
  private static final long MICROS_PER_TICK = 10_000;

  private static final int FIRST_FIELD = 11;
  private static final int OWN_FIELDS = 2;
  private static final int FIELDS_WITH_CHILDREN = 4;

  /** HotSpot's names of its compiler threads, as Linux truncates them. */
  private static final Set<String> COMPILERS = Set.of("C1 CompilerThre", "C2 CompilerThre");

  /**
   * Option for a measured JVM: its compiler threads then live as long as the JVM, so that their
   * time is not lost.
   */
  static final String LASTING_COMPILERS = "-XX:-UseDynamicNumberOfCompilerThreads";

  private CpuTime() {}

  /** Microseconds used so far by a process, including the children that it has waited for. */
  static long micros(ProcessHandle process) {
    return micros(stat(directory(process)), FIELDS_WITH_CHILDREN);
  }

  /** Microseconds used so far by a process, without JIT compilers if it is a JVM. */
  static long microsOfWork(ProcessHandle process) {
    return micros(process) - microsOfCompilers(process);
  }

  /** Microseconds used so far by JIT compilers; 0 if the process is not a JVM. */
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

  /** Microseconds used so far by a process and all its descendants. */
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
