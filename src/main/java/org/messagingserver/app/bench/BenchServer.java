package org.messagingserver.app.bench;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server in a process of its own, with an embedded Postgres and a data folder of its own. */
final class BenchServer {
  private static final Pattern READY = Pattern.compile("clients (ws://)[^:]+(:\\d+/api)");
  private static final long STOP_SECONDS = 30;

  private final Process process;
  private final Path postgres;
  private final URI uri;

  private BenchServer(Process process, Path postgres, URI uri) {
    this.process = process;
    this.postgres = postgres;
    this.uri = uri;
  }

  /** Starts one, and waits until it is ready. */
  static BenchServer start(Path folder, JsonObject delivery) throws IOException {
    Path postgres = folder.resolve("postgres");
    JsonObject config =
        new JsonObject()
            .put("http", new JsonObject().put("host", "127.0.0.1").put("port", 0))
            .put("admin", new JsonObject().put("port", 0))
            .put("postgres", new JsonObject().put("embeddedDirectory", postgres.toString()))
            .put("keys", new JsonObject().put("file", folder.resolve("keys.json").toString()))
            .put("delivery", delivery);
    Path file = Files.writeString(folder.resolve("server.json"), config.encodePrettily());
    Process process =
        new ProcessBuilder(java(), "-jar", jar(), "-conf", file.toString())
            .redirectErrorStream(true)
            .start();
    return new BenchServer(process, postgres, awaitReady(process));
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String jar() {
    return System.getProperty("java.class.path");
  }

  private static URI awaitReady(Process process) throws IOException {
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    StringBuilder said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher ready = READY.matcher(line);
      if (ready.find()) {
        drain(output);
        return URI.create(ready.group(1) + "127.0.0.1" + ready.group(2));
      }
      said.append(line).append('\n');
    }
    throw new IOException("the server did not start:\n" + said);
  }

  /** What nobody reads would block the server one day. */
  private static void drain(BufferedReader output) {
    Thread reader = new Thread(() -> printAll(output), "bench-server-output");
    reader.setDaemon(true);
    reader.start();
  }

  private static void printAll(BufferedReader output) {
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.contains("WARNING") || line.contains("SEVERE")) {
          System.err.println(line);
        }
      }
    } catch (IOException ended) {
      // The process has gone, and its output with it.
    }
  }

  URI uri() {
    return uri;
  }

  /** CPU time that the server has used so far. */
  long serverCpuMicros() {
    return CpuTime.micros(process.toHandle());
  }

  /** CPU time that its Postgres has used so far, in all its processes. */
  long postgresCpuMicros() throws IOException {
    Path file = postgres.resolve("postmaster.pid");
    try (Stream<Path> files = Files.walk(postgres, 3)) {
      file = files.filter(path -> path.endsWith("postmaster.pid")).findFirst().orElse(file);
    }
    try (Stream<String> lines = Files.lines(file)) {
      long pid = Long.parseLong(lines.findFirst().orElseThrow().strip());
      Optional<ProcessHandle> postmaster = ProcessHandle.of(pid);
      return postmaster.stream()
          .flatMap(handle -> Stream.concat(Stream.of(handle), handle.descendants()))
          .mapToLong(CpuTime::micros)
          .sum();
    }
  }

  /** Stops it in order. */
  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
