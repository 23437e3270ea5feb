package org.messagingserver.postgres;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;

/**
 * Stops a Postgres of ours that nobody else will: the process ends while it is still coming up, so
 * that no one has got hold of it yet. Armed before the start; waits for Vert.x to be closed, and
 * does nothing where {@link Postgres#close} has stopped the server by then.
 */
final class ShutdownHook {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.postgres");
  private static final long POLL_MILLIS = 50;
  private static final long TIMEOUT_MILLIS = 60_000;

  private final Vertx vertx;
  private final Thread hook = new Thread(this::stopWhenAlone, "postgres-shutdown-hook");
  private Phase phase = Phase.WAITING;
  private EmbeddedServer server;

  private enum Phase {
    WAITING,
    STARTING,
    RUNNING,
    DONE
  }

  private ShutdownHook(Vertx vertx) {
    this.vertx = vertx;
  }

  static ShutdownHook arm(Vertx vertx) {
    ShutdownHook armed = new ShutdownHook(vertx);
    Runtime.getRuntime().addShutdownHook(armed.hook);
    return armed;
  }

  /** Starts the server, unless the process is ending already. */
  EmbeddedServer start(PostgresSettings settings) throws InterruptedException {
    markStarting();
    try {
      EmbeddedServer started = EmbeddedServer.start(settings);
      transitionTo(Phase.RUNNING, started);
      return started;
    } catch (RuntimeException | InterruptedException failed) {
      transitionTo(Phase.DONE, null);
      throw failed;
    }
  }

  private synchronized void markStarting() {
    if (phase == Phase.DONE) {
      throw PostgresStartException.embedded("not started, since the server is stopping");
    }
    phase = Phase.STARTING;
  }

  private synchronized void transitionTo(Phase next, EmbeddedServer held) {
    phase = next;
    server = held;
    notifyAll();
  }

  /** The server has been stopped in order, or never ran. */
  void disarm() {
    transitionTo(Phase.DONE, null);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      LOG.log(System.Logger.Level.DEBUG, "the process is ending");
    }
  }

  private void stopWhenAlone() {
    try {
      while (!isDone() && isAlive(vertx)) {
        Thread.sleep(POLL_MILLIS);
      }
      stop(awaitStarted());
    } catch (InterruptedException | IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the embedded Postgres may have been left running");
    }
  }

  private static void stop(EmbeddedServer remaining) throws InterruptedException, IOException {
    if (remaining != null) {
      remaining.close();
    }
  }

  private synchronized boolean isDone() {
    return phase == Phase.DONE;
  }

  /** The server that is left to stop, or null. */
  private synchronized EmbeddedServer awaitStarted() throws InterruptedException {
    if (phase == Phase.WAITING) {
      phase = Phase.DONE;
    }
    while (phase == Phase.STARTING) {
      wait(TIMEOUT_MILLIS);
    }
    EmbeddedServer remaining = server;
    server = null;
    return remaining;
  }

  /** A closed Vert.x takes no more timers. */
  private static boolean isAlive(Vertx vertx) {
    try {
      vertx.cancelTimer(vertx.setTimer(TIMEOUT_MILLIS, never -> {}));
      return true;
    } catch (RejectedExecutionException closed) {
      return false;
    }
  }
}
