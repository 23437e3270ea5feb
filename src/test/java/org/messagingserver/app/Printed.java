package org.messagingserver.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/** Runs one of the jar's commands in this JVM, and tells what it has printed. */
final class Printed {

  /** As the commands have it. */
  interface Command {
    int run(PrintStream out, PrintStream err, String... words);
  }

  private final Command command;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  Printed(Command command) {
    this.command = command;
  }

  /** The lines of a run that ends with this exit code. */
  List<String> run(int code, String... words) {
    assertThat(exitCode(words)).as(() -> err.toString(UTF_8)).isEqualTo(code);
    return out.toString(UTF_8).lines().toList();
  }

  /** The complaints of a run that ends with this exit code, and says nothing else. */
  List<String> complaints(int code, String... words) {
    assertThat(exitCode(words)).isEqualTo(code);
    assertThat(out.toString(UTF_8)).isEmpty();
    return err.toString(UTF_8).lines().toList();
  }

  /** The one complaint. */
  String complaint(int code, String... words) {
    return String.join("\n", complaints(code, words));
  }

  /** The exit code of a run, whatever it says. */
  int code(String... words) {
    return exitCode(words);
  }

  private int exitCode(String... words) {
    out.reset();
    err.reset();
    return command.run(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), words);
  }
}
