package org.messagingserver.tools.chaos;

import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import org.messagingserver.tools.localcluster.LinkImpairment;
import org.messagingserver.tools.localcluster.Namespaces;

/** Injects the faults of the network, one at a time, and repairs the network after each. */
final class NetworkFaults {
  private final Namespaces network;
  private final int nodes;
  private final FaultLog faultLog;
  private long quietAt = System.nanoTime();

  NetworkFaults(Namespaces network, FaultLog faultLog) {
    this.network = network;
    this.nodes = network.nodeAddresses().size();
    this.faultLog = faultLog;
  }

  /** Blocks until the network is repaired; connections may need {@link #awaitQuiet more time}. */
  void inject(PlannedFault planned) throws InterruptedException {
    long millis = planned.durationMillis();
    faultLog.fault(planned.fault(), begin(planned) + " for " + millis + " ms");
    Thread.sleep(millis);
    network.heal();
    quietAt = System.nanoTime() + Duration.ofMillis(millis).toNanos();
    faultLog.note("the network is repaired");
  }

  /** Breaks the network, and describes how. */
  private String begin(PlannedFault planned) throws InterruptedException {
    int node = planned.node() + 1;
    int peer = planned.peer() + 1;
    switch (planned.fault()) {
      case PARTITION -> {
        for (int other = 1; other <= nodes; other++) {
          if (other != node) {
            network.cut(node, other);
          }
        }
        return "node " + node + " disconnected from the others";
      }
      case PARTITION_PAIR -> {
        network.cut(node, peer);
        return String.format(Locale.ROOT, "nodes %d and %d disconnected", node, peer);
      }
      case CUT_ONE_WAY -> {
        network.cutOneWay(node, peer);
        return String.format(Locale.ROOT, "packets from node %d to node %d lost", node, peer);
      }
      case CUT_POSTGRES -> {
        network.cutDatabase(node);
        return "node " + node + " disconnected from Postgres";
      }
      case CUT_CLIENTS -> {
        network.cutClients(node);
        return "node " + node + " disconnected from its clients";
      }
      case IMPAIR_LINK -> {
        LinkImpairment how = LinkImpairment.random(new Random(planned.seed()));
        network.impair(node, how);
        return "the link of node " + node + " " + how;
      }
      default -> throw new IllegalArgumentException(planned.fault() + " is no network fault");
    }
  }

  /**
   * Waits until no connection is silent because of a fault that is over. TCP doubles the time
   * between retransmissions, so a connection that survives a cut may be silent for as long again.
   */
  void awaitQuiet() throws InterruptedException {
    Thread.sleep(Math.max(0, Duration.ofNanos(quietAt - System.nanoTime()).toMillis()));
  }
}
