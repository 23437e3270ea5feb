package org.messagingserver.tools.storm;

import com.sun.management.UnixOperatingSystemMXBean;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.messagingserver.tools.bench.load.EventLoops;
import org.messagingserver.tools.bench.load.LoadException;
import org.messagingserver.tools.bench.load.Measurement;

/**
 * Plays a reconnect storm against running servers: many users lose their sockets at once and log in
 * again, as the clients of this project do.
 */
public final class Storm {
  private static final int HELD = 0;
  private static final int FAILED = 1;
  private static final int USAGE_ERROR = 2;

  /** Open files of the JVM, and the sockets of conversations. */
  private static final int OTHER_FILES = 200;

  private static final Duration KILL_PATIENCE = Duration.ofMinutes(10);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final long PAUSE_NANOS = 50_000_000;
  private static final long PROGRESS_MILLIS = 2_000;

  private static final String HELP =
      String.format(
          Locale.ROOT,
          """
          Usage: bin/load storm [--home URL] [OPTION ...] [URL ...]

          Plays a reconnect storm against running servers: N users lose their sockets at once and log in
          again, with the backoff of this project's clients. Reports how long that took, why attempts
          failed, and the latency of live conversations before and meanwhile. It holds if all users are
          logged in within 60 s, no attempt was answered `unavailable`, and no live message was refused.

          Without --home, the users are at all servers, and the tool closes all their sockets at once.
          With --home, all of them are at that node. The tool asks you to kill it, and they log in at
          the other servers.

          URL                address of a node, ws: or wss:, by default %s
          --home URL         the node that you will kill
          --users N          number of users, by default %d
          --conversations N  live conversations beside the storm, by default %d; 0 for none
          --before N         seconds for which they are measured before the storm, by default %d
          --seconds N        time within which all have to be logged in, by default %d
          --sources N        connect from N addresses of 127.0.0.0/8, by default %d; only if all servers
                             are on this machine
          --from A,B,...     connect from these addresses of this machine
          --json             print only two lines: `ready`, and the result as JSON

          A server limits each source: by default 10,000 connections, 6,000 handshakes at once and 100 a
          second, and 3,000 registrations a minute. From a single address, more users than that measure
          the limits.

          Open files: this process needs one for each user and 200 more, a node one for each of its
          sockets and 200 more. See `ulimit -Hn`; for more users than that, run it several times at once.
          Memory: about 15 KB for each user.

          It registers the users, and unregisters them at its end, also after Ctrl-C. Those that are not
          logged in at that time stay registered.

          Exit status: 0 if it held, 1 if it did not or was not possible, 2 if the arguments are invalid.
          """,
          StormOptions.LOCAL,
          StormOptions.USERS,
          StormOptions.CONVERSATIONS,
          StormOptions.BEFORE_SECONDS,
          StormOptions.SECONDS,
          StormOptions.SOURCES);

  private final StormOptions options;
  private final PrintStream out;
  private final Vertx vertx = Vertx.vertx();
  private final Crowd crowd;
  private final Optional<LiveConversations> conversations;
  private boolean ended;

  private Storm(StormOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
    EventLoops loops = new EventLoops(vertx);
    SourceAddresses sources = SourceAddresses.of(vertx, options.sourceAddresses(), options.tls());
    this.crowd = new Crowd(vertx, loops, sources, options);
    this.conversations =
        options.conversations() == 0
            ? Optional.empty()
            : Optional.of(new LiveConversations(loops, options.servers(), options.conversations()));
  }

  /** Runs, and prints to the standard output; returns the exit status of the process. */
  public static int run(String... args) {
    return run(new PrintStream(System.out, true, StandardCharsets.UTF_8), args);
  }

  /** Runs, and prints to this stream. */
  static int run(PrintStream out, String... args) {
    List<String> words = List.of(args);
    if (words.contains("--help") || words.contains("-h")) {
      out.print(HELP);
      return HELD;
    }
    try {
      StormOptions options = StormOptions.parse(words);
      options.sourceAddresses();
      checkOpenFiles(options.users());
      return new Storm(options, out).play();
    } catch (IllegalArgumentException wrong) {
      System.err.println("storm: " + wrong.getMessage());
      return USAGE_ERROR;
    } catch (LoadException failed) {
      System.err.println("storm: " + failed.getMessage());
      return FAILED;
    }
  }

  /** The JVM has raised its limit as far as it may. */
  private static void checkOpenFiles(int users) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      long most = unix.getMaxFileDescriptorCount() - OTHER_FILES;
      if (users > most) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%,d users need more open files than this process may have; run it with at most"
                    + " --users %d, several times at once, or raise `ulimit -Hn`",
                users,
                most));
      }
    }
  }

  private int play() {
    Thread hook = new Thread(this::end, "storm-end");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      prepare();
      Optional<Measurement> before = conversations.map(live -> live.during(options.before()));
      begin();
      Optional<Measurement> meanwhile = watch();
      StormResult result = crowd.tally().result(options.users());
      report(result, before, meanwhile);
      return holds(result) ? HELD : FAILED;
    } finally {
      end();
    }
  }

  private void prepare() {
    long progress =
        vertx.setPeriodic(
            PROGRESS_MILLIS,
            due -> say("%,d users are registered and logged in", crowd.tally().onlineNow()));
    try {
      crowd.assemble();
    } finally {
      vertx.cancelTimer(progress);
    }
  }

  private void begin() {
    if (options.home().isEmpty()) {
      say("closing all %,d sockets", options.users());
      crowd.drop();
    } else {
      say(
          "all %,d users are logged in; now kill the node at %s",
          options.users(), options.home().get());
    }
    if (options.json()) {
      out.println("ready");
    }
    if (!sleepUntil(() -> crowd.tally().lostSoFar() > 0, KILL_PATIENCE)) {
      throw new LoadException(
          "the node at " + options.home().orElseThrow() + " was not killed within ten minutes");
    }
  }

  /** Until all are logged in, or no longer. */
  private Optional<Measurement> watch() {
    long progress = vertx.setPeriodic(PROGRESS_MILLIS, due -> sayProgress());
    long end = System.nanoTime() + longest().toNanos();
    BooleanSupplier goesOn = () -> !crowd.isBack() && System.nanoTime() < end;
    try {
      if (conversations.isPresent()) {
        return Optional.of(conversations.get().during(goesOn));
      }
      sleepUntil(() -> !goesOn.getAsBoolean(), longest());
      return Optional.empty();
    } finally {
      vertx.cancelTimer(progress);
    }
  }

  private void sayProgress() {
    Tally tally = crowd.tally();
    say(
        "%,d users are logged in, %,d attempts have failed",
        tally.onlineNow(), tally.failuresSoFar());
  }

  private Duration longest() {
    return options.limit().compareTo(LONGEST) > 0 ? options.limit() : LONGEST;
  }

  private static boolean sleepUntil(BooleanSupplier condition, Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return condition.getAsBoolean();
  }

  private void report(
      StormResult result, Optional<Measurement> before, Optional<Measurement> meanwhile) {
    if (options.json()) {
      out.println(result.toJson().encode());
      return;
    }
    out.print(result.describe());
    before.ifPresent(measurement -> report("before", measurement));
    meanwhile.ifPresent(measurement -> report("meanwhile", measurement));
    conversations.ifPresent(
        live -> out.printf(Locale.ROOT, "live messages refused: %,d%n", live.refused()));
    out.println(holds(result) ? "it held" : "it did NOT hold");
  }

  private boolean holds(StormResult result) {
    long refused = conversations.map(LiveConversations::refused).orElse(0L);
    return result.holds(options.limit().toSeconds()) && refused == 0;
  }

  private void report(String when, Measurement live) {
    out.printf(
        Locale.ROOT,
        "live messages %s: %,d, p50 %.1f ms, p99 %.1f ms, slowest %.1f ms%n",
        when,
        live.count(),
        live.millis(50),
        live.millis(99),
        live.millis(100));
  }

  private void say(String format, Object... values) {
    if (!options.json()) {
      out.printf(Locale.ROOT, format + "%n", values);
    }
  }

  /** Removes the users; also after a signal. */
  private synchronized void end() {
    if (ended) {
      return;
    }
    ended = true;
    say("unregistering the users");
    conversations.ifPresent(LiveConversations::close);
    int left = crowd.disperse();
    if (left > 0) {
      say("%,d users were offline and stay registered", left);
    }
  }
}
