package org.messagingserver.directory;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.query.Predicate;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.messagingserver.encryption.HashedAddress;

/**
 * Removes the places of nodes that are gone, from the entries that this member owns: when a node
 * has been absent for 30 s. Everybody else passes over them meanwhile. It looks when members have
 * come or gone, and each hour for what a member left to it when that went.
 */
public final class DepartedNodes {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.directory");
  private static final long ABSENT_MILLIS = 30_000;
  private static final long USUAL_MILLIS = 3_600_000;

  /** Entries of one call: other calls get their turns between. */
  private static final int SLICE = 256;

  private final Vertx vertx;
  private final HazelcastClusterManager manager;
  private final long absentMillis;
  private final Map<UUID, Long> absentSince = new HashMap<>();
  private Optional<Long> timer = Optional.empty();
  private boolean isLooking;
  private boolean hasChanged;
  private boolean stopped;

  private DepartedNodes(Vertx vertx, HazelcastClusterManager manager, long absentMillis) {
    this.vertx = vertx;
    this.manager = manager;
    this.absentMillis = absentMillis;
  }

  /** Starts to look, where there is a cluster. */
  public static Optional<DepartedNodes> start(Vertx vertx) {
    return start(vertx, ABSENT_MILLIS);
  }

  static Optional<DepartedNodes> start(Vertx vertx, long absentMillis) {
    if (((VertxInternal) vertx).clusterManager() instanceof HazelcastClusterManager manager) {
      DepartedNodes departedNodes = new DepartedNodes(vertx, manager, absentMillis);
      departedNodes.lookAfter(USUAL_MILLIS);
      return Optional.of(departedNodes);
    }
    return Optional.empty();
  }

  /** Members have come or gone. */
  public synchronized void membershipChanged() {
    hasChanged = isLooking;
    if (!isLooking) {
      lookAfter(absentMillis / 10);
    }
  }

  public synchronized void stop() {
    stopped = true;
    timer.ifPresent(vertx::cancelTimer);
  }

  private synchronized void lookAfter(long millis) {
    timer.ifPresent(vertx::cancelTimer);
    timer = stopped ? Optional.empty() : Optional.of(vertx.setTimer(millis, due -> lookOnWorker()));
  }

  /** Hazelcast's look at what this member owns blocks. */
  private synchronized void lookOnWorker() {
    timer = Optional.empty();
    isLooking = true;
    hasChanged = false;
    vertx
        .executeBlocking(this::look, false)
        .onFailure(
            failure ->
                LOG.log(
                    System.Logger.Level.DEBUG,
                    "the directory cannot be searched for nodes that are gone: {0}",
                    failure.getClass().getName()))
        .onComplete(looked -> ended(looked.succeeded() && looked.result()));
  }

  private synchronized void ended(boolean isClean) {
    isLooking = false;
    lookAfter(isClean && !hasChanged ? USUAL_MILLIS : absentMillis);
  }

  /** Says whether no place of an absent node is left. */
  private boolean look() {
    HazelcastInstance hazelcast = manager.getHazelcastInstance();
    IMap<HashedAddress, Registrations> map = HazelcastDirectory.map(hazelcast);
    Set<UUID> present = present();
    Set<UUID> absent = new HashSet<>();
    List<HashedAddress> left = List.copyOf(map.localKeySet(new HasAbsent(present, absent)));
    long now = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    absentSince.keySet().retainAll(absent);
    absent.forEach(node -> absentSince.putIfAbsent(node, now));
    Set<UUID> stillPresent = present();
    for (UUID node : absent) {
      if (now - absentSince.get(node) >= absentMillis && !stillPresent.contains(node)) {
        remove(map, left, node);
        absentSince.remove(node);
      }
    }
    return absentSince.isEmpty();
  }

  private Set<UUID> present() {
    return manager.getNodes().stream().map(UUID::fromString).collect(Collectors.toSet());
  }

  private static void remove(
      IMap<HashedAddress, Registrations> map, List<HashedAddress> addresses, UUID node) {
    for (int from = 0; from < addresses.size(); from += SLICE) {
      List<HashedAddress> slice = addresses.subList(from, Math.min(addresses.size(), from + SLICE));
      map.submitToKeys(Set.copyOf(slice), new RemovePlaces(node, RemovePlaces.EACH))
          .toCompletableFuture()
          .join();
    }
  }

  /**
   * Finds entries with places of absent nodes, on this member alone.
   *
   * @param absent gets the nodes, from several threads
   */
  private record HasAbsent(Set<UUID> present, Set<UUID> absent)
      implements Predicate<HashedAddress, Registrations> {
    @Override
    public boolean apply(Map.Entry<HashedAddress, Registrations> entry) {
      boolean found = false;
      for (Place place : entry.getValue().places()) {
        if (!present.contains(place.node())) {
          found = true;
          note(place.node());
        }
      }
      return found;
    }

    private void note(UUID node) {
      synchronized (absent) {
        absent.add(node);
      }
    }
  }
}
