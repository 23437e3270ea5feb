package org.messagingserver.tools.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.messagingserver.tools.bench.ConnectionOptions.Transport;

/** The command {@code bench connections}: the memory of idle connections, as a series. */
final class Connections {
  static final String COMMAND = "connections";

  private static final String HELP =
      """
      Usage: bench connections [--tls] [--plain] [--counts N,N,...] [--java DIR]...

      Opens more and more idle connections, each of a user that has logged in, and measures the
      memory of the server at each count. Prints the values, and the lines through them: bytes for
      each connection, and what a million would take.

      --tls, --plain    with TLS, or without; by default both, one after the other
      --counts N,...    numbers of connections, ascending; by default 1000,5000,10000,15000,19000
      --java DIR        JDK of the server, once for each; by default the one that runs this command.
                        JDK 25 and newer run with compact object headers, as the packages do

      One server has as many connections as the limit of open files allows (ulimit -n); more are
      shared by several servers with one Postgres, and the values are those of all of them. Clients
      run in processes of their own, connect from addresses of 127.0.0.0/8 and keep no state of TLS,
      so the server pings nobody. The kernel's part is that of both ends.

      Needs Linux and a JDK. A connection takes one to three milliseconds of two processors. Removes
      everything that it created.

      Exit code: 0 if all was measured, 1 otherwise, 2 if the arguments are invalid.""";

  private Connections() {}

  /** Prints the help, or measures. */
  static void run(List<String> words) throws IOException, InterruptedException {
    if (words.contains("--help") || words.contains("-h")) {
      System.out.println(HELP);
      return;
    }
    ConnectionOptions options = ConnectionOptions.parse(words);
    StringBuilder report = new StringBuilder();
    double disturbance;
    try (BenchmarkEnvironment environment = new BenchmarkEnvironment()) {
      environment.closeAtExit();
      environment.postgres();
      BackgroundLoad others = new BackgroundLoad(environment);
      for (Path jdk : options.jdks()) {
        for (Transport transport : options.transports()) {
          report.append(measure(environment, options.counts(), transport, jdk)).append('\n');
        }
      }
      disturbance = others.share();
    }
    System.out.print(Machine.describe(disturbance) + "\n" + report);
  }

  private static String measure(
      BenchmarkEnvironment environment, List<Integer> counts, Transport transport, Path jdk)
      throws IOException, InterruptedException {
    String title = JdkRelease.of(jdk) + ", " + transport.title();
    System.err.println(title + ": starting servers and clients");
    int most = counts.get(counts.size() - 1);
    try (ConnectionSeries series =
        ConnectionSeries.start(
            environment, most, transport, jdk, open -> System.err.println(title + ": " + open))) {
      List<ConnectionMemory> measured = new ArrayList<>();
      for (int count : counts) {
        measured.add(series.measure(count));
      }
      return ConnectionReport.of(title, series.servers(), measured);
    }
  }
}
