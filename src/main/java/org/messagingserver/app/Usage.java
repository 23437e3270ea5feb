package org.messagingserver.app;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The usage text of the command line. */
final class Usage {
  private static final int DONE = 0;
  private static final int MISUSED = 2;

  private static final String TEXT =
      """
      messaging-server: a blind, durable messaging server for end-to-end-encrypted apps

      Usage: java -jar messaging-server.jar [run VERTICLE] [-conf FILE] [-cluster]
             java -jar messaging-server.jar COMMAND ...

      Without a command it starts the server; without -conf with defaults: clients on port 8080,
      health on 127.0.0.1:8081, Postgres of its own under data/.

        run VERTICLE   deploy VERTICLE, by default org.messagingserver.app.MainVerticle
        -conf FILE     a JSON object; conf/server.json shows every key with its default
        -cluster       be one node of many: cluster.xml says how they find each other, and all
                       have one database and one keys.file

      Ctrl-C or SIGTERM stops it in order. Exit code 1: it could not start, and says why.

      Commands; --help behind one says how it is used:

      %s
      """;

  private Usage() {}

  /** The whole of it. */
  static String text() {
    return TEXT.formatted(
        Command.ALL.stream()
            .map(command -> "  %-13s  %s".formatted(command.word(), command.purpose()))
            .collect(Collectors.joining("\n")));
  }

  /** Shows it, or the help of the command that the one word names. */
  static int run(String... words) {
    Optional<Command> command = words.length == 1 ? Command.named(words[0]) : Optional.empty();
    if (command.isPresent() && !command.get().isHelp()) {
      return command.get().run(List.of("--help"));
    }
    System.out.print(text());
    return words.length == 0 || command.isPresent() || words[0].equals("run") ? DONE : MISUSED;
  }
}
