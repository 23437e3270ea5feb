package org.messagingserver.tools.bench;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.messagingserver.tools.bench.load.LoadException;
import org.messagingserver.tools.localcluster.ClusterSpec;
import org.messagingserver.tools.storm.StormResult;

/**
 * Clients of a node that will be killed, in a process of a lower priority than the nodes', because
 * in production they are elsewhere.
 */
final class StormClients implements AutoCloseable {
  private static final String READY = "ready";

  private final Process process;
  private final BufferedReader output;

  private StormClients(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts clients that log in.
   *
   * @param home where they are
   * @param others where they log in again
   */
  static StormClients start(int clients, URI home, URI... others) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "nice",
                "-n",
                "5",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                CpuTime.LASTING_COMPILERS,
                "-Xmx1g",
                "-jar",
                ClusterSpec.toolsJar().toString(),
                "storm",
                "--json",
                "--conversations",
                "0",
                "--users",
                Integer.toString(clients),
                "--home",
                home.toString()));
    List.of(others).forEach(other -> command.add(other.toString()));
    return new StormClients(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Waits until all are logged in. */
  void awaitReady() {
    if (!READY.equals(line())) {
      throw new LoadException("the process of the clients has failed");
    }
  }

  /** Completes when all are logged in again, or when they have given up. */
  CompletableFuture<StormResult> result() {
    return CompletableFuture.supplyAsync(() -> StormResult.of(new JsonObject(line())));
  }

  private String line() {
    try {
      String line = output.readLine();
      if (line == null) {
        throw new LoadException("the process of the clients has ended");
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Their users are not unregistered, since their database is removed as a whole. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
