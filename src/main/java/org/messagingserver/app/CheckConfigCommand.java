package org.messagingserver.app;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigVariables;

/** Checks a configuration as a start would, and starts nothing. */
final class CheckConfigCommand {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private static final String HELP =
      """
      Usage: check-config [FILE] [-cluster]

      Checks FILE and the variables MESSAGING_SERVER_... as a start with -conf FILE would, and the
      files that they name: those of TLS, the keyset and its passphrase; with -cluster what nodes
      need besides, and cluster.xml. Then shows the keys that differ from their defaults, without
      passwords. Opens no port, asks no database, makes nothing. Run it where and as whom the
      server runs, with its environment: paths and rights are those.

      Exit code: 0 when a start would get past all this, 1 when not, 2 for wrong arguments.
      """;

  private final PrintStream out;
  private final PrintStream err;

  private final Map<String, String> environment;

  private CheckConfigCommand(PrintStream out, PrintStream err, Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.environment = environment;
  }

  /** Runs, printing to the standard output; gives the exit code of the process. */
  static int run(String... arguments) {
    return run(System.out, System.err, System.getenv(), arguments);
  }

  /** The same, printing elsewhere, by another environment. */
  static int run(
      PrintStream out, PrintStream err, Map<String, String> environment, String... arguments) {
    return new CheckConfigCommand(out, err, environment).run(new ArrayList<>(List.of(arguments)));
  }

  private int run(List<String> arguments) {
    if (arguments.contains("--help") || arguments.contains("-h")) {
      out.print(HELP);
      return DONE;
    }
    boolean cluster = arguments.removeIf(argument -> argument.matches("--?cluster"));
    if (arguments.size() > 1 || arguments.stream().anyMatch(word -> word.startsWith("-"))) {
      err.println("check-config: one FILE or none, and -cluster for a node's; see --help");
      return MISUSED;
    }
    try {
      return check(arguments.stream().findFirst(), cluster);
    } catch (StartException | ConfigException e) {
      return failed(StartException.lines(e));
    }
  }

  private int check(Optional<String> file, boolean cluster) {
    ConfigVariables.Overridden given = GivenConfiguration.read(file, environment);
    Configuration configuration = Configuration.read(given.config());
    if (cluster) {
      configuration.requireSharedStores();
    }
    ConfiguredFiles files = ConfiguredFiles.of(configuration, cluster);
    if (!files.problems().isEmpty()) {
      return failed(files.problems());
    }
    out.println(file.orElse("no file") + ": ok");
    Stream.concat(NonDefaultSettings.of(given.config(), given.names()), files.found().stream())
        .forEach(line -> out.println("  " + line));
    return DONE;
  }

  private int failed(List<String> problems) {
    problems.forEach(problem -> err.println("check-config: " + problem));
    return FAILED;
  }
}
