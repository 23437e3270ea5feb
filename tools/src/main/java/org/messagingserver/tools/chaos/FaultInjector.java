package org.messagingserver.tools.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.messagingserver.tools.localcluster.FakeClock;
import org.messagingserver.tools.localcluster.FaultDisk;
import org.messagingserver.tools.localcluster.LocalCluster;
import org.messagingserver.tools.localcluster.LocalNode;
import org.messagingserver.tools.localcluster.Namespaces;
import org.messagingserver.tools.localcluster.NodeProcess;
import org.messagingserver.tools.localcluster.NodesException;
import org.messagingserver.tools.localcluster.PostgresPair;
import org.messagingserver.tools.localcluster.UnixSignal;

/** Injects faults into a cluster, one at a time, and repairs the cluster after each. */
final class FaultInjector {
  private static final Duration NO_WAIT = Duration.ZERO;

  /** Time in which nodes find each other again. */
  private static final Duration MERGE_TIMEOUT = Duration.ofMinutes(2);

  private final LocalCluster cluster;
  private final ClientProxies proxies;
  private final MemoryWatch memory;
  private final FaultLog faultLog;
  private final LateCommits lateCommits;
  private final Optional<DiskFaults> diskFaults;
  private final ClusterSizes sizes;
  private final Runnable rush;
  private final List<LocalNode> nodes;
  private final Optional<NetworkFaults> networkFaults;
  private final Optional<ClockFaults> clockFaults;
  private final Optional<Failovers> failovers;

  /**
   * @param rush makes the clients ask for much, so that something is under way when Postgres
   *     crashes
   */
  FaultInjector(
      LocalCluster cluster,
      Optional<FaultDisk> disk,
      ClientProxies proxies,
      MemoryWatch memory,
      FaultLog faultLog,
      ClusterSizes sizes,
      Runnable rush) {
    this.cluster = cluster;
    this.proxies = proxies;
    this.memory = memory;
    this.faultLog = faultLog;
    this.sizes = sizes;
    this.lateCommits = new LateCommits(cluster.postgres(), faultLog);
    this.diskFaults = disk.map(found -> new DiskFaults(found, cluster.postgres(), faultLog));
    this.rush = rush;
    this.nodes = cluster.nodes();
    this.networkFaults =
        cluster.network() instanceof Namespaces network
            ? Optional.of(new NetworkFaults(network, faultLog))
            : Optional.empty();
    this.clockFaults =
        FakeClock.ofThisProcess().map(clock -> new ClockFaults(clock, nodes, faultLog));
    this.failovers =
        cluster.postgres() instanceof PostgresPair pair
            ? Optional.of(new Failovers(pair, faultLog))
            : Optional.empty();
  }

  /** Blocks until the fault is over and every node runs. */
  void inject(PlannedFault planned) throws InterruptedException {
    restartExited();
    switch (planned.fault().group()) {
      case PROCESS -> injectProcessFault(planned);
      case NETWORK -> networkFaults.orElseThrow().inject(planned);
      case DISK -> diskFaults.orElseThrow().inject(planned);
      case CLOCK -> injectClockFault(clockFaults.orElseThrow(), planned);
      case FAILOVER -> {
        startRush();
        failovers.orElseThrow().inject(planned);
      }
    }
    faultLog.repaired();
  }

  private void injectProcessFault(PlannedFault planned) throws InterruptedException {
    LocalNode node = nodes.get(planned.node());
    long millis = planned.durationMillis();
    switch (planned.fault()) {
      case KILL -> kill(node, millis);
      case FREEZE -> freeze(node, millis);
      case RESTART -> {
        faultLog.fault(Fault.RESTART, "node " + node.number() + " restarted in order");
        restart(node);
      }
      case ROLLING_RESTART -> restartAll();
      case CRASH_POSTGRES -> crashPostgres();
      case CRASH_POSTGRES_AND_KILL -> crashPostgresAndKill(node, millis);
      case DELAY_COMMITS -> lateCommits.inject(millis);
      case DROP_CLIENTS -> drop(Fault.DROP_CLIENTS, false);
      case DROP_CLIENTS_SILENTLY -> drop(Fault.DROP_CLIENTS_SILENTLY, true);
      default -> throw new IllegalArgumentException(planned.fault() + " breaks no process");
    }
  }

  private void injectClockFault(ClockFaults clocks, PlannedFault planned)
      throws InterruptedException {
    clocks.jump(planned);
    if (planned.fault() == Fault.JUMP_POSTGRES_CLOCK) {
      // A node deletes expired messages when it starts.
      restart(nodes.get(planned.node()));
    }
    Thread.sleep(planned.durationMillis());
    clocks.restore();
  }

  private void kill(LocalNode node, long millis) throws InterruptedException {
    faultLog.fault(Fault.KILL, "kill -9 of node " + node.number());
    node.process().orElseThrow().kill();
    Thread.sleep(millis);
    start(node);
  }

  private void freeze(LocalNode node, long millis) throws InterruptedException {
    faultLog.fault(Fault.FREEZE, "node " + node.number() + " frozen for " + millis + " ms");
    NodeProcess process = node.process().orElseThrow();
    process.signal(UnixSignal.STOP);
    Thread.sleep(millis);
    process.signal(UnixSignal.CONT);
    faultLog.note("node " + node.number() + " continues");
  }

  private void restartAll() throws InterruptedException {
    faultLog.fault(Fault.ROLLING_RESTART, "all nodes restarted one by one");
    for (LocalNode node : nodes) {
      restart(node);
    }
  }

  private void restart(LocalNode node) throws InterruptedException {
    NodeProcess process = node.process().orElseThrow();
    process.stop(LocalCluster.STOP_TIMEOUT);
    // 128 + 15, SIGTERM: Java's exit code even of an orderly stop.
    int code = process.exitCode(NO_WAIT).orElseThrow();
    if (code != 143) {
      faultLog.problem("node " + node.number() + " did not stop in order, exit code " + code);
    }
    start(node);
  }

  private void start(LocalNode node) throws InterruptedException {
    try {
      long begin = System.nanoTime();
      NodeProcess process = node.start();
      process.awaitReady(LocalCluster.START_TIMEOUT);
      faultLog.note(
          String.format(
              Locale.ROOT,
              "node %d is ready again after %.1f s",
              node.number(),
              (System.nanoTime() - begin) / 1e9));
      memory.measureBefore(List.of(node));
    } catch (NodesException e) {
      faultLog.problem(e.getMessage());
    }
  }

  private void crashPostgres() throws InterruptedException {
    startRush();
    faultLog.fault(Fault.CRASH_POSTGRES, "Postgres crashed");
    cluster.postgres().crash();
    cluster.postgres().awaitRecovery();
    faultLog.note("Postgres answers again");
  }

  private void startRush() throws InterruptedException {
    rush.run();
    Thread.sleep(KeyTraffic.RUSH_MILLIS / 2);
  }

  private void crashPostgresAndKill(LocalNode node, long millis) throws InterruptedException {
    startRush();
    faultLog.fault(
        Fault.CRASH_POSTGRES_AND_KILL,
        String.format(
            Locale.ROOT,
            "Postgres crashed, and kill -9 of node %d %d ms later",
            node.number(),
            millis));
    cluster.postgres().crash();
    Thread.sleep(millis);
    node.process().orElseThrow().kill();
    cluster.postgres().awaitRecovery();
    faultLog.note("Postgres answers again");
    start(node);
  }

  private void drop(Fault fault, boolean silently) {
    int connections = proxies.drop(silently);
    faultLog.fault(fault, connections + " " + fault.text());
  }

  /** Removes all remaining effects of faults, and waits for those that only time removes. */
  void healAll() throws InterruptedException {
    proxies.closeHalfOpen();
    restartExited();
    if (networkFaults.isPresent()) {
      networkFaults.get().awaitQuiet();
    }
    if (!sizes.awaitAll(nodes.size(), MERGE_TIMEOUT)) {
      faultLog.problem("the nodes have not found each other again");
    }
  }

  private void restartExited() throws InterruptedException {
    for (LocalNode node : nodes) {
      if (!node.isRunning()) {
        Optional<NodeProcess> process = node.process();
        int code = process.orElseThrow().exitCode(NO_WAIT).orElseThrow();
        faultLog.problem("node " + node.number() + " exited by itself with code " + code);
        start(node);
      }
    }
  }
}
