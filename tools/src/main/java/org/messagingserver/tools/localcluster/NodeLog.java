package org.messagingserver.tools.localcluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Copies the output of one process to a file and to a listener, until it ends. */
final class NodeLog {
  private static final String READY = ": ready after ";

  private final Path file;
  private final Consumer<String> listener;
  private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
  private volatile String lastLine = "it printed nothing";

  private NodeLog(Path file, Consumer<String> listener) {
    this.file = file;
    this.listener = listener;
  }

  static NodeLog of(BufferedReader output, Path file, Consumer<String> listener) {
    NodeLog log = new NodeLog(file, listener);
    Thread reader = new Thread(() -> log.copy(output), "node-log");
    reader.setDaemon(true);
    reader.start();
    return log;
  }

  private void copy(BufferedReader output) {
    try (Writer copy =
        Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        copy.append(line).append('\n').flush();
        received(line);
      }
    } catch (IOException ended) {
      lastLine = "its output was lost";
    } finally {
      ready.complete(false);
    }
  }

  private void received(String line) {
    lastLine = line;
    listener.accept(line);
    if (line.contains(READY)) {
      ready.complete(true);
    }
  }

  /** Completes with true when the process is ready, or false when its output ends before. */
  CompletableFuture<Boolean> ready() {
    return ready;
  }

  /** The last line, for error messages. */
  String lastLine() {
    return lastLine;
  }
}
