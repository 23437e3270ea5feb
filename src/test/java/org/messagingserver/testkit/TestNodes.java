package org.messagingserver.testkit;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.multimap.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.messagingserver.cluster.ClusterSettings;
import org.messagingserver.cluster.Node;
import org.messagingserver.config.ConfigSection;

/**
 * Nodes of one cluster in this JVM, on one database and one keyset, joined as operators' are. They
 * start in seconds, and tests can look at their map of registrations; {@code TestCluster} of the
 * tools has processes, which can be frozen and killed.
 */
public final class TestNodes implements AutoCloseable {
  private static final String REGISTRATIONS = "__vertx.subs";
  private static final long SECONDS = 60;

  private final String name = UUID.randomUUID().toString();
  private final JsonObject config;
  private final List<Vertx> machines = new ArrayList<>();
  private final List<TestServer> servers = new ArrayList<>();
  private final List<JsonObject> configurations = new ArrayList<>();

  private TestNodes(JsonObject config) {
    this.config = config;
  }

  /** So many nodes with these keys instead of the defaults. */
  public static TestNodes start(int count, JsonObject overrides) {
    TestNodes nodes = new TestNodes(TestServer.configuration(overrides));
    for (int started = 0; started < count; started++) {
      nodes.another(new JsonObject());
    }
    return nodes;
  }

  public TestServer get(int index) {
    return servers.get(index);
  }

  /** One more, with keys of its own. */
  public TestServer another(JsonObject overrides) {
    return another(overrides, options -> {});
  }

  /** One more that says of its version what an earlier one did. */
  public TestServer anotherOfAnEarlierVersion() {
    return another(
        new JsonObject(),
        options -> options.setClusterNodeMetadata(new JsonObject().put("consumerEvents", 2)));
  }

  private TestServer another(JsonObject overrides, Consumer<EventBusOptions> announce) {
    JsonObject own = config.copy().mergeIn(overrides, true);
    Vertx machine = machine(own, announce);
    machines.add(machine);
    TestServer server = TestServer.start(machine, own);
    servers.add(server);
    configurations.add(own);
    return server;
  }

  /** Stops these in order, and starts them once more, all of them at the same time. */
  public void restart(int... indices) {
    IntStream.of(indices).parallel().forEach(this::restartOne);
  }

  private void restartOne(int index) {
    servers.get(index).stop();
    close(machines.get(index));
    JsonObject own = configurations.get(index);
    machines.set(index, machine(own, options -> {}));
    servers.set(index, TestServer.start(machines.get(index), own));
  }

  /** Takes these out of the cluster at once, without a word. */
  public void terminate(int... indices) {
    IntStream.of(indices)
        .mapToObj(index -> ((VertxInternal) machines.get(index)).clusterManager())
        .map(HazelcastClusterManager.class::cast)
        .toList()
        .parallelStream()
        .forEach(manager -> manager.getHazelcastInstance().getLifecycleService().terminate());
  }

  private Vertx machine(JsonObject own, Consumer<EventBusOptions> announce) {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    VertxOptions options = new VertxOptions();
    Node.configure(options, ConfigSection.readAll(only(own), ClusterSettings::read));
    announce.accept(options.getEventBusOptions());
    try {
      return Vertx.builder()
          .with(options)
          .withClusterManager(hurried(configured(failure::set)))
          .buildClustered()
          .toCompletionStage()
          .toCompletableFuture()
          .get(SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("no node: " + failure.get(), e);
    }
  }

  private synchronized Node configured(Consumer<Throwable> onFailure) {
    System.setProperty("cluster.name", name);
    System.setProperty("cluster.port", "5801");
    try {
      return Node.configured(onFailure);
    } finally {
      System.clearProperty("cluster.name");
      System.clearProperty("cluster.port");
    }
  }

  /** Few join at a time, so that there is nobody to wait for. */
  private static Node hurried(Node node) {
    node.getConfig()
        .setProperty("hazelcast.wait.seconds.before.join", "0")
        .setProperty("hazelcast.max.wait.seconds.before.join", "0");
    return node;
  }

  private static JsonObject only(JsonObject own) {
    return new JsonObject().put("cluster", own.getJsonObject("cluster", new JsonObject()));
  }

  /** How many places on the bus the cluster knows of. */
  int registrations() {
    return registrationMap().size();
  }

  /** What a cluster may lose; nodes hear of it. */
  public void forgetRegistrations() {
    MultiMap<String, Object> all = registrationMap();
    all.keySet().forEach(all::remove);
  }

  /** What a cluster may lose without any node hearing of it. */
  public void forgetRegistrationsSilently() {
    registrationMap().clear();
  }

  private MultiMap<String, Object> registrationMap() {
    return member().getMultiMap(REGISTRATIONS);
  }

  private HazelcastInstance member() {
    return Hazelcast.getAllHazelcastInstances().stream()
        .filter(instance -> instance.getConfig().getClusterName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    machines.forEach(TestNodes::close);
  }

  private static void close(Vertx machine) {
    machine.close().toCompletionStage().toCompletableFuture().join();
  }
}
