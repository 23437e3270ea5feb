package org.messagingserver.tools.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.messagingserver.tools.bench.load.LoadException;
import org.messagingserver.tools.localcluster.ClusterSpec;

/** Clients of one server that log in and then do nothing, in a separate process. */
final class IdleClients implements AutoCloseable {
  static final String COMMAND = "idle-connections";

  private final Process process;
  private final PrintStream input;
  private final BufferedReader output;
  private int expected;

  private IdleClients(Process process) {
    this.process = process;
    this.input = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts the process.
   *
   * @param source the address that it connects from
   */
  static IdleClients start(URI server, String source) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            java,
            "-XX:+UseSerialGC",
            "-jar",
            ClusterSpec.toolsJar().toString(),
            "bench",
            COMMAND,
            server.toString(),
            source);
    return new IdleClients(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Begins to open so many more. */
  void begin(int more) {
    expected += more;
    input.println(more);
  }

  /** Waits until they are open. */
  void await() throws IOException {
    String answer = output.readLine();
    if (!Integer.toString(expected).equals(answer)) {
      throw new LoadException("clients could not connect: " + answer);
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
