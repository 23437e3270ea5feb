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
import org.messagingserver.tools.scaling.Scaling;
import org.messagingserver.tools.smoke.Smoke;
import org.messagingserver.tools.storm.Storm;

/** Runs the tool that the first argument names. */
public final class Main {
  private static final int USAGE_ERROR = 2;
  private static final String CLIENT = "org.messagingserver.client";
  private static final String POSTGRES = "org.messagingserver.postgres";

  private static final String USAGE =
      """
      messaging-tools: tests and measures messaging-server

      Usage: java -jar messaging-tools.jar COMMAND ...

      messaging-server.jar must be in the same directory.
      """;

  /** All commands. */
  static final Commands COMMANDS =
      new Commands(
          USAGE,
          Command.of(
              "smoke", "test the whole protocol against a running server", Smoke::run, CLIENT),
          Command.of(
              "cluster",
              "run a cluster of N nodes on this machine, with its own Postgres",
              ClusterCommand::run),
          Command.of(
              "chaos",
              "inject random faults into such a cluster, and check that no message is lost",
              Chaos::run,
              CLIENT,
              POSTGRES,
              "io.vertx.core.http"),
          Command.of(
              "storm",
              "make many users of running servers log in again at once",
              Storm::run,
              CLIENT),
          Command.of(
              "bench",
              "measure the server, compared with baselines on the same machine",
              Bench::run,
              CLIENT,
              POSTGRES),
          Command.of(
              "scaling",
              "count what the nodes of a large cluster would send one another, in a model",
              Scaling::run));

  private Main() {}

  /** Exits with the status of the command. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    Logs.configure();
    List<String> words = List.of(args);
    Optional<Command> command = words.isEmpty() ? Optional.empty() : COMMANDS.named(words.get(0));
    if (command.isEmpty()) {
      System.err.print(COMMANDS.usage());
      System.exit(USAGE_ERROR);
    }
    System.exit(command.get().run(words.subList(1, words.size())));
  }
}
