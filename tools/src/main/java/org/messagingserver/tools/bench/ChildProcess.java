package org.messagingserver.tools.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.messagingserver.tools.bench.load.LoadException;
import org.messagingserver.tools.localcluster.ClusterSpec;
import org.messagingserver.tools.localcluster.HeapTool;
import org.messagingserver.tools.localcluster.Memory;
import org.messagingserver.tools.localcluster.UnixSignal;

/** A server or a baseline, in a separate process. */
final class ChildProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("clients (wss?://)[^:]+(:\\d+/\\w*)");
  private static final Pattern HEALTH = Pattern.compile("health (http://[^/]+/)");
  private static final long STOP_SECONDS = 30;

  private final Process process;
  private URI uri;
  private Optional<URI> admin = Optional.empty();

  private ChildProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts a process without waiting until it is ready.
   *
   * @param options options of its JVM
   * @param words the server's arguments, or {@code bench baseline ...}
   */
  static ChildProcess start(List<String> options, List<String> words) throws IOException {
    return start(Path.of(System.getProperty("java.home")), options, words);
  }

  /**
   * Starts a process on another JDK.
   *
   * @param jdk its directory
   */
  static ChildProcess start(Path jdk, List<String> options, List<String> words) throws IOException {
    String java = jdk.resolve("bin").resolve("java").toString();
    List<String> command = new ArrayList<>(List.of(java, CpuTime.LASTING_COMPILERS));
    command.addAll(options);
    boolean baseline = words.contains("baseline");
    command.addAll(
        List.of("-jar", (baseline ? ClusterSpec.toolsJar() : ClusterSpec.serverJar()).toString()));
    command.addAll(words);
    return new ChildProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** Waits until it accepts clients. */
  ChildProcess awaitReady() throws IOException {
    String line = readyLine(process);
    Matcher ready = READY.matcher(line);
    Matcher health = HEALTH.matcher(line);
    if (ready.find()) {
      uri = URI.create(ready.group(1) + "127.0.0.1" + ready.group(2));
    }
    if (health.find()) {
      admin = Optional.of(URI.create(health.group(1)));
    }
    return this;
  }

  private static String readyLine(Process process) throws IOException {
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    StringBuilder said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (READY.matcher(line).find()) {
        drain(output);
        return line;
      }
      said.append(line).append('\n');
    }
    throw new LoadException("a process did not start:\n" + said);
  }

  /** Unread output would eventually block the process. */
  private static void drain(BufferedReader output) {
    Thread reader = new Thread(() -> printAll(output), "bench-child-output");
    reader.setDaemon(true);
    reader.start();
  }

  private static void printAll(BufferedReader output) {
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.contains("WARNING") || line.contains("SEVERE")) {
          System.err.println(line);
        }
      }
    } catch (IOException ended) {
      // The process has exited.
    }
  }

  /** The address for clients, once it is ready. */
  URI uri() {
    return uri;
  }

  /** The sum of a metric over all its labels. */
  double metric(String name) {
    try (InputStream page = admin.orElseThrow().resolve("metrics").toURL().openStream()) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its memory, after a full garbage collection. */
  Memory memory() throws InterruptedException {
    return HeapTool.measure(process.pid())
        .orElseThrow(
            () ->
                new LoadException(
                    "cannot measure memory: jcmd, part of a JDK, is missing or failed"));
  }

  /** CPU time that it has used so far, without its JIT compilers. */
  long cpuMicros() {
    return CpuTime.microsOfWork(process.toHandle());
  }

  /** CPU time that its JIT compilers have used so far. */
  long compilerMicros() {
    return CpuTime.microsOfCompilers(process.toHandle());
  }

  /** Stops it without an end, like a machine that swaps. */
  void freeze() {
    send(UnixSignal.STOP);
  }

  /** Lets it run again. */
  void thaw() {
    send(UnixSignal.CONT);
  }

  /** Freezes it for so long. */
  void pause(Duration length) throws InterruptedException {
    freeze();
    try {
      Thread.sleep(length.toMillis());
    } finally {
      thaw();
    }
  }

  private void send(UnixSignal signal) {
    try {
      signal.send(process.toHandle());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoadException("interrupted");
    }
  }

  /** Ends it at once, as {@code kill -9} does. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Stops it in order. */
  @Override
  public void close() {
    process.destroy();
    process
        .onExit()
        .completeOnTimeout(process, STOP_SECONDS, TimeUnit.SECONDS)
        .thenAccept(Process::destroyForcibly)
        .join();
  }
}
