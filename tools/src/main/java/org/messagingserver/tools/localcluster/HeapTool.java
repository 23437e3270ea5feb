package org.messagingserver.tools.localcluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Measures the memory of JVMs with {@code jcmd}, which a JDK contains and a JRE does not. */
public final class HeapTool {
  private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");
  private static final long TIMEOUT_SECONDS = 30;

  /** The heap, or each of its generations, by the names that the JDK's collectors use. */
  private static final Pattern USED =
      Pattern.compile(
          "(?m)^\\s*(?:garbage-first heap|def new generation|tenured generation|DefNew|Tenured"
              + "|PSYoungGen|ParOldGen|PSOldGen|ZHeap|Shenandoah)\\b.*?\\bused (\\d+)([KMG])");

  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");
  private static final String UNITS = "KMG";

  private HeapTool() {}

  /** Whether this Java has {@code jcmd}. */
  public static boolean isAvailable() {
    return Files.isExecutable(JCMD);
  }

  /** The memory of a JVM after a garbage collection; none if it has exited or does not answer. */
  public static Optional<Memory> measure(long pid) throws InterruptedException {
    if (!isAvailable() || runJcmd(pid, "GC.run").isEmpty()) {
      return Optional.empty();
    }
    return runJcmd(pid, "GC.heap_info")
        .flatMap(HeapTool::used)
        .flatMap(heap -> resident(pid).map(resident -> new Memory(heap, resident)));
  }

  /** The bytes in use that {@code GC.heap_info} reports. */
  static Optional<Long> used(String heapInfo) {
    return USED.matcher(heapInfo).results().map(HeapTool::bytes).reduce(Long::sum);
  }

  private static long bytes(MatchResult used) {
    int unit = UNITS.indexOf(used.group(2)) + 1;
    return Long.parseLong(used.group(1)) << (10 * unit);
  }

  private static Optional<Long> resident(long pid) {
    try {
      String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
      Stream<MatchResult> found = RESIDENT.matcher(status).results();
      return found.findFirst().map(match -> Long.parseLong(match.group(1)) << 10);
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private static Optional<String> runJcmd(long pid, String command) throws InterruptedException {
    try {
      Process jcmd =
          new ProcessBuilder(JCMD.toString(), Long.toString(pid), command)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      // A few lines, which fit into the pipe.
      if (!jcmd.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        jcmd.destroyForcibly();
        return Optional.empty();
      }
      String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return jcmd.exitValue() == 0 ? Optional.of(answer) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
