package org.messagingserver.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The packaged jar in a JVM of its own, run in an {@link Installation} as an operator would. It
 * leads a process group, like a command at a terminal.
 */
public final class ServerProcess implements AutoCloseable {
  /** A start, recovery after a crash and a busy machine included. */
  public static final Duration START = Duration.ofSeconds(60);

  /**
   * The default of {@code http.shutdownTimeoutSeconds}, and what closing the rest may take on top.
   */
  public static final Duration STOP = Duration.ofSeconds(40);

  /** A line of its log that tells of nothing bad. */
  public static final String INFO =
      "\\d{4}-\\d\\d-\\d\\dT\\S+ INFO org\\.messagingserver\\.\\w+: .+";

  /**
   * A thread that the machine does not run looks blocked to Vert.x, which complains after 2 s. One
   * that waits for something does so for longer.
   */
  public static final String LATE_BLOCKED_WARNING =
      "-Dvertx.options.maxEventLoopExecuteTime=" + Duration.ofSeconds(10).toNanos();

  private static final Pattern READY =
      Pattern.compile(".*[ \"]ready after (\\S+) s: clients (\\S+), health ([^\\s\"]+).*");

  private final Installation installation;
  private final Process process;
  private final ProcessLines stdout;
  private final ProcessLines stderr;

  private ServerProcess(Installation installation, Process process) {
    this.installation = installation;
    this.process = process;
    this.stdout = ProcessLines.of(process.getInputStream());
    this.stderr = ProcessLines.of(process.getErrorStream());
  }

  /** Runs the jar with these arguments, and does not wait for anything. */
  public static ServerProcess run(Installation installation, String... arguments) {
    return run(installation, List.of(), arguments);
  }

  /** The same with options for its JVM. */
  public static ServerProcess run(
      Installation installation, List<String> jvmOptions, String... arguments) {
    return run(installation, jvmOptions, Map.of(), arguments);
  }

  /** The same with more in its environment. */
  public static ServerProcess run(
      Installation installation,
      List<String> jvmOptions,
      Map<String, String> environment,
      String... arguments) {
    return run("messaging-server.jar", installation, jvmOptions, environment, arguments);
  }

  /** Starts the jar of the tools. */
  static ServerProcess tool(Installation installation, String... arguments) {
    return run("messaging-tools.jar", installation, List.of(), Map.of(), arguments);
  }

  private static ServerProcess run(
      String jar,
      Installation installation,
      List<String> jvmOptions,
      Map<String, String> environment,
      String... arguments) {
    List<String> command = new ArrayList<>();
    command.add("setsid");
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add(LATE_BLOCKED_WARNING);
    command.addAll(jvmOptions);
    command.addAll(List.of("-jar", System.getProperty(jar)));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(installation.directory().toFile());
    builder.environment().putAll(environment);
    try {
      return new ServerProcess(installation, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until clients can connect. */
  public ServerProcess ready() {
    readyLine();
    return this;
  }

  /** Where clients connect, as the server says. */
  public URI uri() {
    return URI.create(readyLine().group(2));
  }

  /** Where {@code /health/ready} is, as the server says. */
  public URI healthUri() {
    return URI.create(readyLine().group(3));
  }

  /** How long it took to start, as the server says. */
  public double secondsToReady() {
    return Double.parseDouble(readyLine().group(1));
  }

  private Matcher readyLine() {
    return stderr.await(READY, START);
  }

  /** Waits for a line on stderr. */
  public Matcher awaitLine(String pattern) {
    return stderr.await(Pattern.compile(pattern), START);
  }

  /** A raw socket to it. */
  public RawSocket socket(Vertx vertx) {
    return RawSocket.open(vertx, uri());
  }

  /** Sends a signal to this process alone. */
  public void signal(String name) {
    Kill.signal(name, process.pid());
  }

  /** Sends a signal to the whole process group, as a terminal does. */
  public void signalGroup(String name) {
    Kill.signal(name, -process.pid());
  }

  /** Its JVM. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Waits for its end and tells its exit code. All that it printed is there then. */
  public int exitCode(Duration limit) {
    try {
      assertThat(process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS))
          .as("ends within %s; it said %s", limit, stderr)
          .isTrue();
      stdout.awaitEnd(limit);
      stderr.awaitEnd(limit);
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What it has printed on stdout. */
  public List<String> stdout() {
    return stdout.all();
  }

  /** What it has printed on stderr: complaints and its log. */
  public List<String> stderr() {
    return stderr.all();
  }

  /** Stops it in order, if it still runs. */
  public void stop() {
    signal("TERM");
    exitCode(STOP);
  }

  /** Ends its JVM without ceremony, if it still runs. */
  public void kill() {
    Kill.all(Stream.of(handle()));
  }

  /** Ends it and its Postgres without ceremony, if they still run. */
  @Override
  public void close() {
    Kill.all(Stream.concat(Stream.of(handle()), installation.postgresProcesses()));
    exitCode(STOP);
  }
}
