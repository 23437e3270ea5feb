package org.messagingserver.app;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.messagingserver.config.ConfigException;
import org.messagingserver.mailbox.ClockTrust;
import org.messagingserver.postgres.Postgres;
import org.messagingserver.postgres.PostgresSettings;

/** Has messages expire by the clock of the database again, where servers doubt it. */
final class TrustClockCommand {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private static final String HELP =
      """
      Usage: trust-clock [-conf FILE]

      Says that the clock of the database is right, although it is more than a day ahead of what the
      servers have seen, or behind it: after they were all off for days, or when a clock that was
      wrong has been set. Messages expire by it from then on, and those that have expired by it are
      deleted within ten minutes: look at the time that it shows. Servers need no restart, but
      their own Postgres has to be free: stop the server first where postgres.uri is not set. Where
      the clock of this machine says something else, nothing is changed.

      Exit code: 0 when done, 1 when not, 2 for wrong arguments.
      """;

  private final PrintStream out;
  private final PrintStream err;

  private TrustClockCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Runs, printing to the standard output; gives the exit code of the process. */
  static int run(String... arguments) {
    return run(System.out, System.err, arguments);
  }

  /** The same, printing elsewhere. */
  static int run(PrintStream out, PrintStream err, String... arguments) {
    return new TrustClockCommand(out, err).run(new ArrayDeque<>(List.of(arguments)));
  }

  private int run(Deque<String> arguments) {
    if (arguments.contains("--help") || arguments.contains("-h")) {
      out.print(HELP);
      return DONE;
    }
    try {
      JsonObject config = GivenConfiguration.read(ConfigurationFile.named(arguments));
      if (!arguments.isEmpty()) {
        err.println("trust-clock: unknown arguments; see --help");
        return MISUSED;
      }
      return trust(Configuration.read(config).postgres());
    } catch (StartException | ConfigException e) {
      return failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    }
  }

  private int trust(PostgresSettings settings) throws InterruptedException {
    if (settings.uri().isEmpty() && !Files.isDirectory(settings.embeddedDirectory())) {
      return failed(new StartException("postgres.uri: none is set, and no server's own is here"));
    }
    Vertx vertx = Vertx.vertx();
    try {
      return report(
          Postgres.open(vertx, settings)
              .compose(
                  postgres ->
                      ClockTrust.grant(postgres.database(), Instant.now())
                          .eventually(postgres::close))
              .toCompletionStage()
              .toCompletableFuture()
              .get());
    } catch (ExecutionException e) {
      return failed(e.getCause());
    } finally {
      vertx.close();
    }
  }

  private int report(ClockTrust outcome) {
    Instant clock = outcome.clock().truncatedTo(ChronoUnit.SECONDS);
    if (!outcome.trusted()) {
      err.println(
          "trust-clock: the database says "
              + clock
              + ", and the clock of this machine something else; set them right first");
      return FAILED;
    }
    out.println(
        "messages expire by the database's clock, which says "
            + clock
            + ": "
            + outcome.gap().abs().toHours()
            + (outcome.gap().isNegative() ? " hours behind" : " hours ahead of")
            + " what was seen before");
    return DONE;
  }

  private int failed(Throwable failure) {
    StartException.lines(failure).forEach(line -> err.println("trust-clock: " + line));
    return FAILED;
  }
}
