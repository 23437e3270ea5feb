package org.messagingserver.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.ListenerConfig;
import io.vertx.core.Completable;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.Set;
import java.util.function.Consumer;
import org.messagingserver.directory.Directory;
import org.messagingserver.tls.TlsFileException;

/** Vert.x' place in the cluster; says in one line why there is none. */
public final class Node extends HazelcastClusterManager {
  /** Asking Hazelcast for a registration blocks, for seconds while a member is frozen. */
  private static final int WORKER_THREADS = 64;

  /** A silent node is to be noticed before its messages have piled up. */
  private static final int BUS_MILLIS = 2000;

  private final Consumer<Throwable> onFailure;

  private Node(Config config, Consumer<Throwable> onFailure) {
    super(config);
    this.onFailure = onFailure;
  }

  /**
   * A node as {@code cluster.xml} has it, not yet one of the cluster.
   *
   * @param onFailure called when it cannot become one
   * @throws ClusterException when {@code cluster.xml} cannot be used
   */
  public static Node configured(Consumer<Throwable> onFailure) {
    Config config = ClusterFile.read();
    Directory.configure(config);
    Members.requireKnownNames(config);
    return new Node(config, onFailure);
  }

  /**
   * Fits Vert.x' options for a node. Blocks.
   *
   * @throws TlsFileException where the files of the bus cannot be used
   */
  public static void configure(VertxOptions options, ClusterSettings settings) {
    EventBusOptions bus = options.getEventBusOptions();
    bus.setPort(settings.busPort())
        .setConnectTimeout(BUS_MILLIS)
        .setClusterPingInterval(BUS_MILLIS)
        .setClusterPingReplyInterval(2 * BUS_MILLIS)
        .setTrustAll(false);
    BusVersion.announce(bus);
    settings.tls().ifPresent(tls -> protect(bus, tls));
    options.setWorkerPoolSize(WORKER_THREADS);
  }

  private static void protect(EventBusOptions bus, ClusterSettings.Tls tls) {
    bus.setSsl(true)
        .setKeyCertOptions(tls.read().options())
        .setTrustOptions(tls.readAuthority().options())
        .setClientAuth(ClientAuth.REQUIRED)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"));
  }

  @Override
  public void join(Completable<Void> joined) {
    JoinWatch watch = new JoinWatch(getConfig());
    getConfig().addListenerConfig(new ListenerConfig(watch));
    super.join(
        (done, failure) -> {
          watch.stop();
          if (failure != null) {
            onFailure.accept(startFailure(failure, watch));
          }
          joined.complete(null, failure);
        });
  }

  private static ClusterException startFailure(Throwable failure, JoinWatch watch) {
    return new ClusterException(
        watch.silent().isEmpty()
            ? "cluster.xml: Hazelcast does not start with it ("
                + failure.getClass().getSimpleName()
                + "); look at interface, members and port"
            : "cluster: no listed member let this node join; these take connections but do not"
                + " answer: "
                + String.join(", ", watch.silent()));
  }
}
