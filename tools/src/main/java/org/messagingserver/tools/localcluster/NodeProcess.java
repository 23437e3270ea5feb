package org.messagingserver.tools.localcluster;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One process of a node: a JVM, from its start to its exit. */
public final class NodeProcess {
  private final int number;
  private final Process process;
  private final NodeLog log;

  NodeProcess(int number, Process process, NodeLog log) {
    this.number = number;
    this.process = process;
    this.log = log;
  }

  /**
   * Waits until clients can connect.
   *
   * @throws NodesException if it exits before, or takes longer
   */
  public void awaitReady(Duration limit) throws InterruptedException {
    try {
      if (!log.ready().get(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new NodesException("node " + number + " did not start: " + log.lastLine());
      }
    } catch (TimeoutException | ExecutionException e) {
      throw new NodesException(
          "node " + number + " was not ready after " + limit.toSeconds() + " s: " + log.lastLine());
    }
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs or is frozen. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Sends a signal, without waiting for its effect. */
  public void signal(UnixSignal signal) throws InterruptedException {
    signal.send(process.toHandle());
  }

  /** Completes with the exit code when it has exited. */
  public CompletableFuture<Integer> onExit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /**
   * Waits until it exits. The code is 128 plus the number of the signal if one ended it, and empty
   * if it still runs.
   */
  public OptionalInt exitCode(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
        ? OptionalInt.of(process.exitValue())
        : OptionalInt.empty();
  }

  /** Stops it in order, and kills it if that takes longer. */
  public void stop(Duration limit) throws InterruptedException {
    signal(UnixSignal.CONT);
    signal(UnixSignal.TERM);
    if (exitCode(limit).isEmpty()) {
      kill();
    }
  }

  /** Kills it, and waits until it has exited. */
  public void kill() throws InterruptedException {
    signal(UnixSignal.KILL);
    process.waitFor();
  }

  /** The processor time that it has used so far. */
  public Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /**
   * Its memory after a full garbage collection; none if it has exited or {@link
   * HeapTool#isAvailable} is false.
   */
  public Optional<Memory> memory() throws InterruptedException {
    return HeapTool.measure(process.pid());
  }
}
