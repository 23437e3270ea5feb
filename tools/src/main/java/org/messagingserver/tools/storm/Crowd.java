package org.messagingserver.tools.storm;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.messagingserver.tools.bench.load.EventLoops;
import org.messagingserver.tools.bench.load.LoadException;

/** All users of a storm. Its methods block. */
final class Crowd {
  /** Few enough that a server answers each in time, since this is not the storm. */
  private static final int AT_ONCE = 64;

  private static final long PATIENCE_SECONDS = 60;

  private final Tally tally = new Tally();
  private final List<StormClient> users = new ArrayList<>();
  private final List<Context> contexts = new ArrayList<>();

  /**
   * Users that first try the home, if there is one, and then the other servers from random ones.
   */
  Crowd(Vertx vertx, EventLoops loops, SourceAddresses sources, StormOptions options) {
    for (int number = 0; number < options.users(); number++) {
      List<URI> servers = new ArrayList<>(options.home().stream().toList());
      List<URI> others = new ArrayList<>(options.servers());
      Collections.rotate(others, number);
      servers.addAll(others);
      users.add(new StormClient(vertx, sources.of(number), servers, tally));
      contexts.add(loops.of(number));
    }
  }

  Tally tally() {
    return tally;
  }

  /** All of them register and log in. */
  void assemble() {
    Semaphore free = new Semaphore(AT_ONCE);
    for (int number = 0; number < users.size(); number++) {
      acquire(free, 1);
      StormClient user = users.get(number);
      contexts.get(number).runOnContext(tick -> user.start().onComplete(done -> free.release()));
    }
    acquire(free, AT_ONCE);
    tally.calm();
  }

  private void acquire(Semaphore free, int permits) {
    try {
      if (!free.tryAcquire(permits, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new LoadException(
            "no user could log in for a minute; " + tally.result(users.size()).describeFailures());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoadException("interrupted");
    }
  }

  /** Closes all sockets, which begins the storm. */
  void drop() {
    for (int number = 0; number < users.size(); number++) {
      StormClient user = users.get(number);
      contexts.get(number).runOnContext(tick -> user.drop());
    }
  }

  /** Whether all lost their sockets and are logged in again. */
  boolean isBack() {
    return tally.lostSoFar() >= users.size() && tally.onlineNow() == users.size();
  }

  /** Unregisters all; returns how many could not be. */
  int disperse() {
    Semaphore free = new Semaphore(AT_ONCE);
    Semaphore failed = new Semaphore(0);
    for (int number = 0; number < users.size(); number++) {
      free.acquireUninterruptibly();
      StormClient user = users.get(number);
      contexts
          .get(number)
          .runOnContext(
              tick ->
                  user.end().onFailure(why -> failed.release()).onComplete(done -> free.release()));
    }
    free.acquireUninterruptibly(AT_ONCE);
    return failed.availablePermits();
  }
}
