package org.messagingserver.directory;

import com.hazelcast.config.Config;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.security.SecureRandom;
import java.util.UUID;

/** The directory of live Addresses: of the cluster, or of a node by itself. */
public final class Directory {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Directory() {}

  /** Readies a node's configuration of Hazelcast; before it joins a cluster. */
  public static void configure(Config config) {
    HazelcastDirectory.configure(config);
  }

  /** A new place for the event loop that calls this. */
  public static Place place(Vertx vertx) {
    return new Place(
        vertx.isClustered()
            ? UUID.fromString(((VertxInternal) vertx).clusterManager().getNodeId())
            : Place.NO_CLUSTER,
        RANDOM.nextLong(1, Long.MAX_VALUE));
  }

  /**
   * The map as the event loop that calls this sees it.
   *
   * @param place of that event loop
   */
  public static DirectoryMap map(Vertx vertx, Place place) {
    if (((VertxInternal) vertx).clusterManager() instanceof HazelcastClusterManager manager) {
      return new HazelcastDirectory(
          manager.getHazelcastInstance(), place, ((VertxInternal) vertx).getOrCreateContext());
    }
    return new LocalDirectory(vertx, place);
  }
}
