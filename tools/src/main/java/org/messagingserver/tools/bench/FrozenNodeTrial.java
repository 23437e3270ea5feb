package org.messagingserver.tools.bench;

import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.messagingserver.tools.bench.load.Await;
import org.messagingserver.tools.bench.load.EventLoops;
import org.messagingserver.tools.bench.load.ReturningUser;

/**
 * Users log in at two of three nodes at a fixed rate, while the third is frozen or not. Those whose
 * entry it owns or keeps a copy of wait for a second, and their share has to be that of two nodes
 * of three at most.
 */
final class FrozenNodeTrial implements Trial {
  private static final int NODES = 3;
  private static final int USERS = 600;

  /** Members wait ten seconds before they remove a silent one. */
  private static final Duration LENGTH = Duration.ofSeconds(6);

  private static final Duration AFTERWARDS = Duration.ofSeconds(5);
  private static final long DELAYED_NANOS = 500_000_000;
  private static final double PERCENT = 100;

  private final NodeGroup nodes;
  private final EventLoops loops;
  private final boolean freezes;

  FrozenNodeTrial(NodeGroup nodes, EventLoops loops, boolean freezes) {
    this.nodes = nodes;
    this.loops = loops;
    this.freezes = freezes;
  }

  /** Once, without a frozen node. */
  @Override
  public void warmUp() {
    measure(false);
  }

  @Override
  public RoundMetrics round() {
    return measure(freezes);
  }

  private RoundMetrics measure(boolean frozen) {
    try {
      ChildProcess[] all = nodes.first(NODES);
      List<ReturningUser> users = ReturningUser.register(loops, USERS, all[0].uri(), all[0].uri());
      if (frozen) {
        all[NODES - 1].freeze();
      }
      try {
        return logIn(users, all[0].uri(), all[1].uri());
      } finally {
        all[NODES - 1].thaw();
        ReturningUser.closeAll(users);
        ClusterLoginTrial.pause(AFTERWARDS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RoundMetrics logIn(List<ReturningUser> users, URI... servers) {
    long begin = System.nanoTime();
    long interval = LENGTH.toNanos() / users.size();
    List<Future<Long>> logins = new ArrayList<>();
    for (int number = 0; number < users.size(); number++) {
      sleepUntil(begin + number * interval);
      logins.add(users.get(number).logIn(servers[number % servers.length]));
    }
    List<Long> nanos = Await.result(Future.all(logins).map(all -> all.<Long>list()));
    List<Long> undelayed = nanos.stream().filter(time -> time < DELAYED_NANOS).toList();
    Times times = Times.of(undelayed);
    return new RoundMetrics(
        Map.of(
            Metric.DELAYED, PERCENT * (nanos.size() - undelayed.size()) / nanos.size(),
            Metric.FIXED_P50, times.millis(50),
            Metric.FIXED_P99, times.millis(99)));
  }

  private static void sleepUntil(long time) {
    for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public void close() {
    // Each round closes its clients.
  }
}
