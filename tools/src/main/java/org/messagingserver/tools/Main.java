package org.messagingserver.tools;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.messagingserver.app.Command;
import org.messagingserver.app.Commands;
import org.messagingserver.app.Logs;
import org.messagingserver.tools.bench.Bench;
import org.messagingserver.tools.chaos.Chaos;
import org.messagingserver.tools.localcluster.ClusterCommand;
import org.messagingserver.tools.smoke.Smoke;

/** Runs the tool that the first word on the command line names. */
public final class Main {
  private static final int MISUSED = 2;
  private static final String CLIENT = "org.messagingserver.client";
  private static final String POSTGRES = "org.messagingserver.postgres";

  private static final String USAGE =
      """
      messaging-tools: what plays against messaging-server

      Usage: java -jar messaging-tools.jar COMMAND ...

      messaging-server.jar must be in the same directory.
      """;

  /** All of them. */
  static final Commands COMMANDS =
      new Commands(
          USAGE,
          Command.of(
              "smoke",
              "play two users and a stranger against a running server",
              Smoke::run,
              CLIENT),
          Command.of(
              "cluster",
              "run N nodes on this machine, with a Postgres of their own",
              ClusterCommand::run),
          Command.of(
              "chaos",
              "break such a cluster at random, and judge whether a message was lost",
              Chaos::run,
              CLIENT,
              POSTGRES,
              "io.vertx.core.http"),
          Command.of(
              "bench",
              "measure the server on this machine against floors",
              Bench::run,
              CLIENT,
              POSTGRES));

  private Main() {}

  /** Ends the process with the exit code of the command. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    Logs.configure();
    List<String> words = List.of(args);
    Optional<Command> command = words.isEmpty() ? Optional.empty() : COMMANDS.named(words.get(0));
    if (command.isEmpty()) {
      System.err.print(COMMANDS.usage());
      System.exit(MISUSED);
    }
    System.exit(command.get().run(words.subList(1, words.size())));
  }
}
