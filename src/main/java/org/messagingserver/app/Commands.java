package org.messagingserver.app;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The commands of a jar, with {@code help} as the last of them. */
public final class Commands {
  private static final int DONE = 0;
  private static final int MISUSED = 2;

  private final String usage;
  private final Command help =
      Command.of("help", "show this, or how a command is used: help COMMAND", this::help);
  private final List<Command> all;

  /**
   * Takes them in the order in which they are listed.
   *
   * @param usage what stands above that list
   */
  public Commands(String usage, Command... commands) {
    this.usage = usage;
    this.all = Stream.concat(Stream.of(commands), Stream.of(help)).toList();
  }

  /** The one of this name; options that other programs have for help and version count as well. */
  public Optional<Command> named(String argument) {
    String name =
        switch (argument) {
          case "-h", "-help", "--help" -> "help";
          case "-v", "--version" -> "version";
          default -> argument;
        };
    return all.stream().filter(command -> command.name().equals(name)).findFirst();
  }

  /** All of them. */
  List<Command> all() {
    return all;
  }

  /** The usage text of the jar. */
  public String usage() {
    return all.stream()
        .map(
            command -> String.format(Locale.ROOT, "  %-13s  %s", command.name(), command.purpose()))
        .collect(
            Collectors.joining(
                "\n", usage + "\nCommands; --help behind one says how it is used:\n\n", "\n\n"));
  }

  private int help(String... arguments) {
    Optional<Command> command = arguments.length == 1 ? named(arguments[0]) : Optional.empty();
    if (command.isPresent() && !command.get().name().equals("help")) {
      return command.get().run(List.of("--help"));
    }
    System.out.print(usage());
    return arguments.length == 0 || command.isPresent() || arguments[0].equals("run")
        ? DONE
        : MISUSED;
  }
}
