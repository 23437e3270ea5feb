package org.messagingserver.app;

import java.util.List;
import java.util.function.Function;

/**
 * Something that a jar does when the first word on its command line says so. Each explains itself
 * when asked by {@code --help}.
 *
 * @param name its name on the command line
 * @param purpose what it is for, in half a line
 * @param body receives the arguments, and returns the exit code of the process
 * @param silenced loggers that are silent meanwhile: the command reports what matters
 */
public record Command(
    String name, String purpose, Function<String[], Integer> body, List<String> silenced) {

  /** A command that keeps these loggers quiet. */
  public static Command of(
      String name, String purpose, Function<String[], Integer> body, String... silenced) {
    return new Command(name, purpose, body, List.of(silenced));
  }

  /** Runs; gives the exit code of the process. */
  public int run(List<String> arguments) {
    silenced.forEach(Logs::silence);
    return body.apply(arguments.toArray(String[]::new));
  }
}
