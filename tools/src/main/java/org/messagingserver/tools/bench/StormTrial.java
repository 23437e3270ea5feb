package org.messagingserver.tools.bench;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToDoubleFunction;
import org.messagingserver.tools.bench.load.EventLoops;
import org.messagingserver.tools.bench.load.Measurement;
import org.messagingserver.tools.storm.LiveConversations;
import org.messagingserver.tools.storm.StormResult;

/**
 * Kills a node, so that all of its clients log in at two others, beside live conversations. Each
 * round has a new node and new clients.
 */
final class StormTrial implements Trial {
  private static final int CLIENTS = 20_000;
  private static final int PROCESSES = 2;

  /** Of the node's other open files: a process may often have 20,000. */
  private static final int OTHER_FILES = 500;

  private static final int SURVIVORS = 2;
  private static final int CONVERSATIONS = 64;
  private static final Duration BEFORE = Duration.ofSeconds(10);

  private final NodeGroup nodes;
  private final EventLoops loops;

  StormTrial(NodeGroup nodes, EventLoops loops) {
    this.nodes = nodes;
    this.loops = loops;
  }

  @Override
  public void warmUp() {
    // The nodes are as warm as the logins of the clients make them.
  }

  @Override
  public RoundMetrics round() {
    List<StormClients> clients = new ArrayList<>();
    try {
      URI[] survivors = uris(nodes.first(SURVIVORS));
      ChildProcess home = nodes.another();
      for (int process = 0; process < PROCESSES; process++) {
        clients.add(StormClients.start(clients() / PROCESSES, home.uri(), survivors));
      }
      clients.forEach(StormClients::awaitReady);
      try (LiveConversations live =
          new LiveConversations(loops, List.of(survivors), CONVERSATIONS)) {
        return measure(live, home, clients);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      clients.forEach(StormClients::close);
    }
  }

  private static RoundMetrics measure(
      LiveConversations live, ChildProcess home, List<StormClients> clients) {
    Measurement before = live.during(BEFORE);
    List<CompletableFuture<StormResult>> results =
        clients.stream().map(StormClients::result).toList();
    home.kill();
    CompletableFuture<?> all =
        CompletableFuture.allOf(results.toArray(CompletableFuture<?>[]::new));
    Measurement meanwhile = live.during(() -> !all.isDone());
    Map<Metric, Double> values =
        values(before, meanwhile, results.stream().map(CompletableFuture::join).toList());
    values.put(Metric.REFUSED, (double) live.refused());
    return new RoundMetrics(values);
  }

  private static Map<Metric, Double> values(
      Measurement before, Measurement meanwhile, List<StormResult> results) {
    results.forEach(result -> result.failures().forEach(StormTrial::say));
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    values.put(Metric.LOGGED_IN_AGAIN, sum(results, StormResult::online));
    values.put(Metric.HALF_BACK, max(results, StormResult::halfSeconds));
    values.put(Metric.ALL_BACK, max(results, StormResult::allSeconds));
    double unavailable = sum(results, result -> result.failed(StormResult.UNAVAILABLE));
    values.put(Metric.UNAVAILABLE, unavailable);
    values.put(Metric.OTHER_FAILURES, sum(results, StormResult::failed) - unavailable);
    values.put(Metric.BEFORE_P50, before.millis(50));
    values.put(Metric.BEFORE_P99, before.millis(99));
    values.put(Metric.FIXED_P50, meanwhile.millis(50));
    values.put(Metric.FIXED_P99, meanwhile.millis(99));
    values.put(Metric.HALF_TIMER_P99, meanwhile.timerMillis(99));
    return values;
  }

  private static void say(String kind, int count) {
    System.err.printf("storm: %,d attempts failed: %s%n", count, kind);
  }

  private static double sum(List<StormResult> results, ToDoubleFunction<StormResult> value) {
    return results.stream().mapToDouble(value).sum();
  }

  private static double max(List<StormResult> results, ToDoubleFunction<StormResult> value) {
    return results.stream().mapToDouble(value).max().orElse(0);
  }

  private static URI[] uris(ChildProcess... nodes) {
    return List.of(nodes).stream().map(ChildProcess::uri).toArray(URI[]::new);
  }

  /** As many as one node may have sockets, at most; a node has the same limit as this process. */
  static int clients() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? (int) Math.min(CLIENTS, unix.getMaxFileDescriptorCount() - OTHER_FILES)
        : CLIENTS;
  }

  @Override
  public void close() {
    // Each round closes its clients.
  }
}
