package org.messagingserver.tools.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.messagingserver.tools.localcluster.LocalCluster;
import org.messagingserver.tools.localcluster.LocalNode;
import org.messagingserver.tools.localcluster.Namespaces;
import org.messagingserver.tools.localcluster.NodeProcess;
import org.messagingserver.tools.localcluster.NodesException;
import org.messagingserver.tools.localcluster.UnixSignal;

/** Does to a cluster what a schedule says, one thing at a time, and leaves it whole after each. */
final class FaultInjector {
  private static final Duration NOW = Duration.ZERO;

  private final LocalCluster cluster;
  private final ClientProxies clientProxies;
  private final MemoryWatch memory;
  private final FaultLog faultLog;
  private final List<LocalNode> nodes;

  FaultInjector(
      LocalCluster cluster, ClientProxies clientProxies, MemoryWatch memory, FaultLog faultLog) {
    this.cluster = cluster;
    this.clientProxies = clientProxies;
    this.memory = memory;
    this.faultLog = faultLog;
    this.nodes = cluster.nodes();
  }

  /** Blocks until the fault is over and every node is there again. */
  void inject(PlannedFault planned) throws InterruptedException {
    reviveDead();
    LocalNode node = nodes.get(planned.node());
    long millis = planned.durationMillis();
    switch (planned.fault()) {
      case KILL -> kill(node, millis);
      case FREEZE -> freeze(node, millis);
      case RESTART -> {
        faultLog.fault(Fault.RESTART, "node " + node.number() + " restarted in order");
        restart(node);
      }
      case ROLL -> roll();
      case POSTGRES -> crashPostgres();
      case COLLAPSE -> collapse(node, millis);
      case VANISH -> drop(Fault.VANISH, false);
      case SILENCE -> drop(Fault.SILENCE, true);
      case PARTITION -> partition(node, millis);
      case LINK -> cut(node, nodes.get(planned.peer()), millis);
    }
  }

  private void kill(LocalNode node, long millis) throws InterruptedException {
    faultLog.fault(Fault.KILL, "kill -9 of node " + node.number());
    node.process().orElseThrow().kill();
    Thread.sleep(millis);
    begin(node);
  }

  private void freeze(LocalNode node, long millis) throws InterruptedException {
    faultLog.fault(Fault.FREEZE, "node " + node.number() + " frozen for " + millis + " ms");
    NodeProcess process = node.process().orElseThrow();
    process.signal(UnixSignal.STOP);
    Thread.sleep(millis);
    process.signal(UnixSignal.CONT);
    faultLog.note("node " + node.number() + " goes on");
  }

  private void roll() throws InterruptedException {
    faultLog.fault(Fault.ROLL, "all nodes restarted one by one");
    for (LocalNode node : nodes) {
      restart(node);
    }
  }

  private void restart(LocalNode node) throws InterruptedException {
    NodeProcess process = node.process().orElseThrow();
    process.stop(LocalCluster.STOP_TIMEOUT);
    // 128 and 15: it has stopped by SIGTERM, which Java says also of a stop in order.
    int code = process.exitCode(NOW).orElseThrow();
    if (code != 143) {
      faultLog.problem("node " + node.number() + " did not stop in order, exit code " + code);
    }
    begin(node);
  }

  private void begin(LocalNode node) throws InterruptedException {
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
      memory.begin(List.of(node));
    } catch (NodesException e) {
      faultLog.problem(e.getMessage());
    }
  }

  private void crashPostgres() throws InterruptedException {
    faultLog.fault(Fault.POSTGRES, "Postgres crashed");
    cluster.postgres().crash();
    cluster.postgres().awaitRecovery();
    faultLog.note("Postgres answers again");
  }

  private void collapse(LocalNode node, long millis) throws InterruptedException {
    faultLog.fault(
        Fault.COLLAPSE,
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
    begin(node);
  }

  private void drop(Fault fault, boolean silently) {
    int connections = clientProxies.drop(silently);
    faultLog.fault(fault, connections + " " + fault.text());
  }

  private void partition(LocalNode node, long millis) throws InterruptedException {
    faultLog.fault(
        Fault.PARTITION,
        "node " + node.number() + " cut off from the others for " + millis + " ms");
    for (LocalNode other : nodes) {
      if (other != node) {
        cuttable().cut(node.number(), other.number());
      }
    }
    heal(millis);
  }

  private void cut(LocalNode one, LocalNode other, long millis) throws InterruptedException {
    faultLog.fault(
        Fault.LINK,
        String.format(
            Locale.ROOT,
            "nodes %d and %d cut apart for %d ms",
            one.number(),
            other.number(),
            millis));
    cuttable().cut(one.number(), other.number());
    heal(millis);
  }

  private void heal(long millis) throws InterruptedException {
    Thread.sleep(millis);
    cuttable().heal();
    faultLog.note("healed");
  }

  private Namespaces cuttable() {
    if (cluster.network() instanceof Namespaces namespaces) {
      return namespaces;
    }
    throw new IllegalStateException("this network cannot be cut");
  }

  /** Sees to it that nothing is broken any more. */
  void healAll() throws InterruptedException {
    clientProxies.sweep();
    reviveDead();
  }

  private void reviveDead() throws InterruptedException {
    for (LocalNode node : nodes) {
      if (!node.isRunning()) {
        Optional<NodeProcess> process = node.process();
        int code = process.orElseThrow().exitCode(NOW).orElseThrow();
        faultLog.problem("node " + node.number() + " has ended by itself, exit code " + code);
        begin(node);
      }
    }
  }
}
