package org.messagingserver.app;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.messagingserver.app.bench.Bench;
import org.messagingserver.app.nodes.ClusterCommand;
import org.messagingserver.app.smoke.Smoke;
import org.messagingserver.app.torture.Torture;

/**
 * Something that the jar does besides serving. Each explains itself when asked by {@code --help}.
 *
 * @param word its name on the command line
 * @param purpose what it is for, in half a line
 * @param body receives the arguments, and returns the exit code of the process
 * @param silenced loggers that are silent meanwhile: the command reports what matters
 */
record Command(
    String word, String purpose, Function<String[], Integer> body, List<String> silenced) {
  private static final String CLIENT = "org.messagingserver.client";
  private static final String POSTGRES = "org.messagingserver.postgres";

  private static final Command VERSION =
      of("version", "tell what this is, to the byte, and what runs it", VersionCommand::run);
  private static final Command HELP =
      of("help", "show this, or how a command is used: help COMMAND", Usage::run);

  /** All of them, in the order in which they are listed. */
  static final List<Command> ALL =
      List.of(
          of("smoke", "play two users and a stranger against a running server", Smoke::run, CLIENT),
          of(
              "check-config",
              "check a configuration and the files that it names, and start nothing",
              CheckConfigCommand::run),
          of(
              "migrate",
              "bring the tables of a database up to date, and start nothing",
              MigrateCommand::run),
          of(
              "trust-clock",
              "believe the clock of a database that is far ahead or behind",
              TrustClockCommand::run,
              POSTGRES),
          of("backup", "copy the database to a file, while servers run", BackupCommand::backup),
          of("restore", "fill an empty database from such a file", BackupCommand::restore),
          of("keys", "show, rotate and seal the keyset", KeysCommand::run),
          of(
              "cluster",
              "run N nodes on this machine, with a Postgres of their own",
              ClusterCommand::run),
          of(
              "torture",
              "break such a cluster at random, and judge whether a message was lost",
              Torture::run,
              CLIENT,
              POSTGRES,
              "io.vertx.core.http"),
          of(
              "bench",
              "measure the server on this machine against floors",
              Bench::run,
              CLIENT,
              POSTGRES),
          VERSION,
          HELP);

  private static Command of(
      String word, String purpose, Function<String[], Integer> body, String... silenced) {
    return new Command(word, purpose, body, List.of(silenced));
  }

  /** The one of this name; options that other programs have for help and version count as well. */
  static Optional<Command> named(String word) {
    return switch (word) {
      case "-h", "-help", "--help" -> Optional.of(HELP);
      case "-v", "--version" -> Optional.of(VERSION);
      default -> ALL.stream().filter(command -> command.word.equals(word)).findFirst();
    };
  }

  /** Runs; gives the exit code of the process. */
  int run(List<String> words) {
    silenced.forEach(Logs::silence);
    return body.apply(words.toArray(String[]::new));
  }

  /** Whether it is the command that lists the others. */
  boolean isHelp() {
    return word.equals(HELP.word);
  }
}
