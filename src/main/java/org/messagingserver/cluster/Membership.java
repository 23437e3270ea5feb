package org.messagingserver.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.map.IMap;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * This node among the others: whether they are of one deployment, and who comes and goes. Events
 * come on threads of Hazelcast.
 */
public final class Membership {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.cluster");
  private static final String DEPLOYMENT = "messaging.deployment";
  private static final String ONLY_ENTRY = "deployment and keyset";
  private static final String KEYS = "messaging.keys";
  private static final long LOSS_MILLIS = 200;

  private final Vertx vertx;
  private final HazelcastInstance hazelcast;
  private final PeerMonitor peerMonitor;
  private volatile String identity = "";
  private volatile Set<Integer> keys = Set.of();
  private final List<Runnable> changeListeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean losing = new AtomicBoolean();
  private volatile boolean inMatchingCluster = true;

  private Membership(Vertx vertx, HazelcastInstance hazelcast, PeerMonitor peerMonitor) {
    this.vertx = vertx;
    this.hazelcast = hazelcast;
    this.peerMonitor = peerMonitor;
  }

  /**
   * The node that this Vert.x is, where it is one; nobody has asked yet of which deployment.
   * Blocks.
   */
  public static Optional<Membership> of(
      Vertx vertx, ClusterSettings settings, ClusterMeters meters) {
    if (!vertx.isClustered()
        || !(((VertxInternal) vertx).clusterManager() instanceof HazelcastClusterManager manager)) {
      return Optional.empty();
    }
    VertxOptions options = new VertxOptions();
    Node.configure(options, settings);
    BusDiagnosis busDiagnosis = new BusDiagnosis(vertx, options.getEventBusOptions());
    return Optional.of(
        new Membership(
            vertx, manager.getHazelcastInstance(), new PeerMonitor(vertx, busDiagnosis, meters)));
  }

  /**
   * Says of which deployment this node is, unless the others have said before.
   *
   * @param proposed what all nodes of one deployment have in common, and no others
   * @return what holds for all: this, or what was there
   */
  public Future<String> agree(String proposed) {
    return vertx.executeBlocking(() -> putIfAbsent(proposed), false);
  }

  /** The first to say something was wrong about it: somebody outside of the cluster was faster. */
  public Future<Boolean> correct(String wrong, String right) {
    return vertx.executeBlocking(() -> deployment().replace(ONLY_ENTRY, wrong, right), false);
  }

  /** Fails with {@link ClusterException} where the other nodes are of another version. */
  public Future<Void> requireSameVersion() {
    return BusVersion.requireSame((VertxInternal) vertx);
  }

  /** Continues after the agreement: watches members join and leave. */
  public Future<Void> start(String agreed) {
    identity = agreed;
    hazelcast.getCluster().addMembershipListener(new Watch());
    hazelcast.getPartitionService().addPartitionLostListener(lost -> partitionLost());
    hazelcast
        .getLifecycleService()
        .addLifecycleListener(event -> lifecycleChanged(event.getState()));
    LOG.log(System.Logger.Level.INFO, "one of {0} nodes", size());
    return peerMonitor.start();
  }

  /** Asks the other nodes for nothing any more. */
  public Future<Void> stop() {
    return peerMonitor.stop();
  }

  /** The failure of a node that is of another deployment than the others. */
  public static ClusterException wrongCluster() {
    return new ClusterException(
        "cluster: the other nodes use another database or another keys.file;"
            + " give this one theirs, or another cluster.name");
  }

  private String putIfAbsent(String proposed) {
    String theirs = deployment().putIfAbsent(ONLY_ENTRY, proposed);
    return theirs == null ? proposed : theirs;
  }

  private IMap<String, String> deployment() {
    return hazelcast.getMap(DEPLOYMENT);
  }

  /** Publishes which sealing keys this node has, by their ids. */
  public Future<Void> publishKeys(Set<Integer> ids) {
    keys = ids;
    return vertx.executeBlocking(this::publishKeys, false);
  }

  private Void publishKeys() {
    if (!keys.isEmpty()) {
      keysOfMembers().set(ownId(), keys);
    }
    return null;
  }

  /** Whether each node that has published its keys has this sealing key. */
  public Future<Boolean> allHaveKey(int id) {
    return vertx.executeBlocking(
        () ->
            keysOfMembers().getAll(members()).values().stream()
                .allMatch(published -> published.contains(id)),
        false);
  }

  private IMap<UUID, Set<Integer>> keysOfMembers() {
    return hazelcast.getMap(KEYS);
  }

  private Set<UUID> members() {
    return hazelcast.getCluster().getMembers().stream()
        .map(Member::getUuid)
        .collect(Collectors.toUnmodifiableSet());
  }

  private UUID ownId() {
    return hazelcast.getCluster().getLocalMember().getUuid();
  }

  private void lifecycleChanged(LifecycleState state) {
    if (state == LifecycleState.MERGED) {
      // Under an id that the others do not know.
      vertx.executeBlocking(this::publishKeys, false);
      changed("merged with nodes that were out of reach");
    } else if (state == LifecycleState.MERGE_FAILED || state == LifecycleState.SHUTDOWN) {
      inMatchingCluster = false;
    }
  }

  /** Partitions are lost by the hundred, and each has an event. */
  private void partitionLost() {
    if (losing.compareAndSet(false, true)) {
      vertx.setTimer(
          LOSS_MILLIS,
          tick -> {
            losing.set(false);
            changed("a part of the cluster's maps is lost");
          });
    }
  }

  private void changed(String how) {
    LOG.log(System.Logger.Level.INFO, "{0}, one of {1} nodes now", how, size());
    agree(identity).onSuccess(theirs -> compared(theirs.equals(identity)));
    changeListeners.forEach(Runnable::run);
  }

  private void compared(boolean same) {
    if (!same && inMatchingCluster) {
      LOG.log(System.Logger.Level.ERROR, "a cluster of another database or keys.file has merged");
    }
    inMatchingCluster = same;
  }

  private int size() {
    return hazelcast.getCluster().getMembers().size();
  }

  /** Where this node listens for others. */
  public String host() {
    return hazelcast.getCluster().getLocalMember().getAddress().getHost();
  }

  /**
   * Runs a task whenever members have come or gone, a broken network has healed, or what members
   * kept together is lost.
   */
  public void onChange(Runnable task) {
    changeListeners.add(task);
  }

  /** Whether it is one of the cluster, and that is its own deployment's. */
  public boolean isInMatchingCluster() {
    return inMatchingCluster && hazelcast.getLifecycleService().isRunning();
  }

  private final class Watch implements MembershipListener {
    @Override
    public void memberAdded(MembershipEvent event) {
      changed("a node has come");
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
      keysOfMembers().removeAsync(event.getMember().getUuid());
      changed("a node has gone");
    }
  }
}
