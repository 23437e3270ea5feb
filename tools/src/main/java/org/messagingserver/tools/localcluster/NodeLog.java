package org.messagingserver.tools.localcluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Carries what one process says to a file and to a listener, for as long as it speaks. */
final class NodeLog {
  private static final String READY = ": ready after ";

  private final Path file;
  private final Consumer<String> listener;
  private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
  private volatile String last = "it said nothing";

  private NodeLog(Path file, Consumer<String> listener) {
    this.file = file;
    this.listener = listener;
  }

  static NodeLog of(BufferedReader output, Path file, Consumer<String> listener) {
    NodeLog log = new NodeLog(file, listener);
    Thread reader = new Thread(() -> log.carry(output), "node-log");
    reader.setDaemon(true);
    reader.start();
    return log;
  }

  private void carry(BufferedReader output) {
    try (Writer copy =
        Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        copy.append(line).append('\n').flush();
        said(line);
      }
    } catch (IOException ended) {
      last = "its output was lost";
    } finally {
      ready.complete(false);
    }
  }

  private void said(String line) {
    last = line;
    listener.accept(line);
    if (line.contains(READY)) {
      ready.complete(true);
    }
  }

  /** Completes with whether the process became ready before its output ended. */
  CompletableFuture<Boolean> ready() {
    return ready;
  }

  /** The last line, for a report of the failure. */
  String last() {
    return last;
  }
}
