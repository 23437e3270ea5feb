package org.messagingserver.app;

import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.messagingserver.config.ConfigException;

/** Checks a configuration as a start would, and starts nothing. */
final class CheckConfigCommand {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private static final String HELP =
      """
      Usage: check-config FILE [-cluster]

      Checks FILE as a start with -conf FILE would, and the files that it names: those of TLS, the
      keyset and its passphrase; with -cluster what nodes need besides, and cluster.xml. Then shows
      the keys that differ from their defaults, without passwords. Opens no port, asks no database,
      makes nothing. Run it where and as whom the server runs: paths and rights are those.

      Exit code: 0 when a start would get past all this, 1 when not, 2 for wrong arguments.
      """;

  private final PrintStream out;
  private final PrintStream err;

  private CheckConfigCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Runs, printing to the standard output; gives the exit code of the process. */
  static int run(String... arguments) {
    return run(System.out, System.err, arguments);
  }

  /** The same, printing elsewhere. */
  static int run(PrintStream out, PrintStream err, String... arguments) {
    return new CheckConfigCommand(out, err).run(new ArrayList<>(List.of(arguments)));
  }

  private int run(List<String> arguments) {
    if (arguments.contains("--help") || arguments.contains("-h")) {
      out.print(HELP);
      return DONE;
    }
    boolean cluster = arguments.removeIf(argument -> argument.matches("--?cluster"));
    if (arguments.size() != 1 || arguments.get(0).startsWith("-")) {
      err.println("check-config: one FILE, and -cluster where it is a node's; see --help");
      return MISUSED;
    }
    try {
      return check(arguments.get(0), cluster);
    } catch (StartException | ConfigException e) {
      return failed(StartException.lines(e));
    }
  }

  private int check(String file, boolean cluster) {
    JsonObject config = ConfigurationFile.read(file);
    Configuration configuration = Configuration.read(config);
    if (cluster) {
      configuration.requireSharedStores();
    }
    ConfiguredFiles files = ConfiguredFiles.of(configuration, cluster);
    if (!files.problems().isEmpty()) {
      return failed(files.problems());
    }
    out.println(file + ": ok");
    Stream.concat(NonDefaultSettings.of(config), files.found().stream())
        .forEach(line -> out.println("  " + line));
    return DONE;
  }

  private int failed(List<String> problems) {
    problems.forEach(problem -> err.println("check-config: " + problem));
    return FAILED;
  }
}
