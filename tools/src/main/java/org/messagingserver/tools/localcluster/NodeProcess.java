package org.messagingserver.tools.localcluster;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One life of a node: a JVM, from its start to its end. */
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
   * @throws NodesException when it ends before, or takes longer
   */
  public void awaitReady(Duration limit) throws InterruptedException {
    try {
      if (!log.ready().get(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new NodesException("node " + number + " did not start: " + log.last());
      }
    } catch (TimeoutException | ExecutionException e) {
      throw new NodesException(
          "node " + number + " was not ready after " + limit.toSeconds() + " s: " + log.last());
    }
  }

  /** Its process number. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs, or is frozen. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Sends a signal, and does not wait for what becomes of it. */
  public void signal(UnixSignal unixSignal) throws InterruptedException {
    unixSignal.send(process.toHandle());
  }

  /** Completes with the exit code when it has ended. */
  public CompletableFuture<Integer> end() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /**
   * Waits for its end; 128 and the number of the signal where one ended it; none where it lives.
   */
  public OptionalInt exitCode(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
        ? OptionalInt.of(process.exitValue())
        : OptionalInt.empty();
  }

  /** Stops it in order, and without order where that takes longer. */
  public void stop(Duration limit) throws InterruptedException {
    signal(UnixSignal.CONT);
    signal(UnixSignal.TERM);
    if (exitCode(limit).isEmpty()) {
      kill();
    }
  }

  /** Ends it without a last word, and waits until it is gone. */
  public void kill() throws InterruptedException {
    signal(UnixSignal.KILL);
    process.waitFor();
  }

  /** The processor time that it has used so far. */
  public Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /**
   * Collects its garbage and tells what is left; none where it is gone or {@link HeapTool#isHere}
   * is false.
   */
  public Optional<Memory> memory() throws InterruptedException {
    return HeapTool.measure(process.pid());
  }
}
