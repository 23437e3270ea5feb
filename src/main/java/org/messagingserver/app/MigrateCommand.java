package org.messagingserver.app;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.messagingserver.config.ConfigException;
import org.messagingserver.postgres.Postgres;
import org.messagingserver.postgres.PostgresSettings;

/** Brings the tables up to date for those who do not let servers do that. */
final class MigrateCommand {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private static final String HELP =
      """
      Usage: migrate -conf FILE

      Brings the tables of the database that postgres.uri names up to date, with a line for each
      step, and does nothing else. Where they are so already it changes nothing; several at once
      wait for each other. For who sets postgres.migrate to false, so that servers log in to
      Postgres as a user that may not change tables: FILE then names the user that owns them.

      Exit code: 0 when they are up to date, 1 when not, 2 for wrong arguments.
      """;

  private final PrintStream out;
  private final PrintStream err;

  private MigrateCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Runs, printing to the standard output; gives the exit code of the process. */
  static int run(String... arguments) {
    return run(System.out, System.err, arguments);
  }

  /** The same, printing elsewhere. */
  static int run(PrintStream out, PrintStream err, String... arguments) {
    return new MigrateCommand(out, err).run(new ArrayDeque<>(List.of(arguments)));
  }

  private int run(Deque<String> arguments) {
    if (arguments.contains("--help") || arguments.contains("-h")) {
      out.print(HELP);
      return DONE;
    }
    try {
      JsonObject config = GivenConfiguration.read(ConfigurationFile.named(arguments));
      if (!arguments.isEmpty()) {
        err.println("migrate: unknown arguments; see --help");
        return MISUSED;
      }
      return migrate(Configuration.read(config).postgres());
    } catch (StartException | ConfigException e) {
      return failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    }
  }

  private int migrate(PostgresSettings settings) throws InterruptedException {
    Vertx vertx = Vertx.vertx();
    try {
      String version =
          Postgres.migrate(vertx, settings, out::println)
              .toCompletionStage()
              .toCompletableFuture()
              .get();
      out.println("the tables are of version " + version + ", as this server wants them");
      return DONE;
    } catch (ExecutionException e) {
      return failed(e.getCause());
    } finally {
      vertx.close();
    }
  }

  private int failed(Throwable failure) {
    StartException.lines(failure).forEach(line -> err.println("migrate: " + line));
    return FAILED;
  }
}
