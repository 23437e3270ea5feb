package org.messagingserver.tools.localcluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One node of a local cluster, at the same address through all its lives. Its configuration and its
 * log, {@code node.log}, are in its directory.
 */
public final class LocalNode {
  private final NodeAddress nodeAddress;
  private final Path directory;
  private final NodeCommand command;
  private final Consumer<String> listener;
  private volatile Optional<NodeProcess> process = Optional.empty();

  LocalNode(
      NodeAddress nodeAddress, Path directory, NodeCommand command, Consumer<String> listener) {
    this.nodeAddress = nodeAddress;
    this.directory = directory;
    this.command = command;
    this.listener = listener;
  }

  /** From 1. */
  public int number() {
    return nodeAddress.number();
  }

  /** Where clients connect. */
  public URI uri() {
    return nodeAddress.uri();
  }

  /** Answers 200 while it can serve. */
  public URI health() {
    return nodeAddress.health();
  }

  /** Where operators look at all nodes. */
  public URI console() {
    return nodeAddress.console();
  }

  /** Its latest life; none before the first. */
  public Optional<NodeProcess> process() {
    return process;
  }

  /** Whether it has a life just now. */
  public boolean isRunning() {
    return process.filter(NodeProcess::isAlive).isPresent();
  }

  /** Begins a life, and does not wait until it is ready. The one before must have ended. */
  public synchronized NodeProcess start() {
    if (isRunning()) {
      throw new IllegalStateException("node " + number() + " runs");
    }
    try {
      Files.createDirectories(directory);
      Process started = builder().start();
      started.getOutputStream().close();
      NodeLog log = NodeLog.of(started.inputReader(StandardCharsets.UTF_8), logFile(), listener);
      NodeProcess life = new NodeProcess(number(), started, log);
      process = Optional.of(life);
      return life;
    } catch (IOException e) {
      throw new NodesException("node " + number() + " cannot be started in " + directory);
    }
  }

  private ProcessBuilder builder() throws IOException {
    Path configuration = directory.resolve("server.json");
    Files.deleteIfExists(configuration);
    // It holds the password of the database.
    Files.createFile(
        configuration,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(configuration, command.configuration(nodeAddress).encodePrettily());
    ProcessBuilder builder =
        new ProcessBuilder(command.words(nodeAddress, directory, configuration))
            .directory(directory.toFile())
            .redirectErrorStream(true);
    builder.environment().put(ProcessReaper.MARK, command.name());
    return builder;
  }

  /** Where everything stands that it has said, in all its lives. */
  public Path logFile() {
    return directory.resolve("node.log");
  }

  /** Everything that it has said, in all its lives. */
  public List<String> log() {
    try {
      return Files.exists(logFile()) ? Files.readAllLines(logFile()) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
