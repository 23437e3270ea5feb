package org.messagingserver.tools.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.messagingserver.tools.bench.load.LoadException;
import org.messagingserver.tools.localcluster.ClusterSpec;

/**
 * Clients that put one attachment after another, in a process of the lowest priority: what slows
 * others down is the server's work for them, not their own.
 */
final class Uploaders implements AutoCloseable {
  static final String COMMAND = "uploads";

  private final Process process;
  private final PrintStream input;
  private final BufferedReader output;

  private Uploaders(Process process) {
    this.process = process;
    this.input = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  static Uploaders start(URI server, int clients, int bytes) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            "nice",
            "-n",
            "19",
            java,
            CpuTime.LASTING_COMPILERS,
            "-jar",
            ClusterSpec.toolsJar().toString(),
            "bench",
            COMMAND,
            server.toString(),
            Integer.toString(clients),
            Integer.toString(bytes));
    return new Uploaders(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** They begin. */
  void begin() {
    input.println("begin");
  }

  /** They end, each behind the attachment that it is putting; how many they have put. Blocks. */
  int end() {
    input.println("end");
    try {
      String puts = output.readLine();
      if (puts == null) {
        throw new LoadException("the process that puts attachments has ended");
      }
      return Integer.parseInt(puts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
