package org.messagingserver.tools.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.messagingserver.tools.bench.load.AtOnce;
import org.messagingserver.tools.bench.load.EventLoops;
import org.messagingserver.tools.bench.load.ReturningUser;

/**
 * Kills a node with many users twice. First nobody logs in again: what the survivors use beyond
 * their idle time is for the death itself. Then all users log in at a survivor, and each is sent a
 * message from the other one at once.
 */
final class NodeDeathTrial implements Trial {
  private static final int SURVIVORS = 2;
  private static final int AT_ONCE = 64;
  private static final Duration IDLE = Duration.ofSeconds(10);

  /** Members remove the places of a node when it has been gone for 30 s. */
  private static final Duration AFTERWARDS = Duration.ofSeconds(40);

  private final NodeGroup nodes;
  private final EventLoops loops;
  private final int users;

  /**
   * @param users of the node; with none, only the first of the two deaths
   */
  NodeDeathTrial(NodeGroup nodes, EventLoops loops, int users) {
    this.nodes = nodes;
    this.loops = loops;
    this.users = users;
  }

  @Override
  public void warmUp() {
    // The logins of the users warm the nodes.
  }

  @Override
  public RoundMetrics round() {
    try {
      ChildProcess[] survivors = nodes.first(SURVIVORS);
      Map<Metric, Double> values = new EnumMap<>(Metric.class);
      List<ReturningUser> all =
          ReturningUser.register(loops, users, survivors[0].uri(), survivors[0].uri());
      values.put(Metric.DEATH_CPU, deathMillis(survivors, all));
      if (!all.isEmpty()) {
        values.putAll(reach(survivors, all));
        ReturningUser.closeAll(all);
      }
      return new RoundMetrics(values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** CPU time of each survivor for the death, in milliseconds. */
  private double deathMillis(ChildProcess[] survivors, List<ReturningUser> all) throws IOException {
    ChildProcess dying = nodes.another();
    converse(all, dying.uri());
    ClusterLoginTrial.pause(IDLE);
    long before = micros(survivors);
    ClusterLoginTrial.pause(IDLE);
    double idleMicrosPerSecond = (micros(survivors) - before) / (double) IDLE.toSeconds();
    long alive = micros(survivors);
    dying.kill();
    ClusterLoginTrial.pause(AFTERWARDS);
    double used = micros(survivors) - alive - idleMicrosPerSecond * AFTERWARDS.toSeconds();
    return used / survivors.length / 1e3;
  }

  /**
   * All log in, and are sent a message, so that the node of the sender remembers where they are.
   */
  private static void converse(List<ReturningUser> all, URI server) {
    AtOnce.run(AT_ONCE, all, user -> user.logIn(server).compose(done -> user.receive()));
  }

  private Map<Metric, Double> reach(ChildProcess[] survivors, List<ReturningUser> all)
      throws IOException {
    ChildProcess dying = nodes.another();
    converse(all, dying.uri());
    dying.kill();
    URI other = survivors[1].uri();
    Times reached =
        Times.of(
            AtOnce.run(AT_ONCE, all, user -> user.logIn(other).compose(done -> user.receive())));
    return Map.of(
        Metric.REACHED_P50, reached.millis(50),
        Metric.REACHED_P99, reached.millis(99),
        Metric.LAST_REACHED, reached.seconds(100));
  }

  private static long micros(ChildProcess... survivors) {
    return Stream.of(survivors).mapToLong(ChildProcess::cpuMicros).sum();
  }

  @Override
  public void close() {
    // Each round closes its clients.
  }
}
