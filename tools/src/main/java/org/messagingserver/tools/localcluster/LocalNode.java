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
 * One node of a local cluster, with the same address after every restart. Its directory contains
 * its configuration and its log, {@code node.log}.
 */
public final class LocalNode {
  private final NodeAddress address;
  private final Path directory;
  private final NodeCommand command;
  private final Consumer<String> listener;
  private final Optional<FakeClock> clock;
  private volatile Optional<NodeProcess> process = Optional.empty();

  LocalNode(NodeAddress address, Path directory, NodeCommand command, Consumer<String> listener) {
    this.address = address;
    this.directory = directory;
    this.command = command;
    this.listener = listener;
    this.clock = FakeClock.ofThisProcess().map(own -> FakeClock.create(directory.resolve("clock")));
  }

  /** From 1. */
  public int number() {
    return address.number();
  }

  /** Where clients connect. */
  public URI uri() {
    return address.uri();
  }

  /** Health endpoint, which answers 200 while the node can serve. */
  public URI health() {
    return address.health();
  }

  /** Address of the operators' console. */
  public URI console() {
    return address.console();
  }

  /** The clock of its processes, if it can be changed. */
  public Optional<FakeClock> clock() {
    return clock;
  }

  /** Its latest process; none before the first start. */
  public Optional<NodeProcess> process() {
    return process;
  }

  /** Whether its process runs now. */
  public boolean isRunning() {
    return process.filter(NodeProcess::isAlive).isPresent();
  }

  /** Starts a process without waiting until it is ready. The previous process must have exited. */
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
    Files.writeString(configuration, command.configuration(address).encodePrettily());
    ProcessBuilder builder =
        new ProcessBuilder(command.arguments(address, directory, configuration))
            .directory(directory.toFile())
            .redirectErrorStream(true);
    builder.environment().put(ProcessReaper.CLUSTER_VARIABLE, command.name());
    clock.ifPresent(own -> builder.environment().putAll(own.environment()));
    return builder;
  }

  /** File with the output of all its processes. */
  public Path logFile() {
    return directory.resolve("node.log");
  }

  /** The output of all its processes. */
  public List<String> log() {
    try {
      return Files.exists(logFile()) ? Files.readAllLines(logFile()) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
