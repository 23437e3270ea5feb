package org.messagingserver.tools.bench;

import com.hazelcast.config.Config;
import com.hazelcast.config.TcpIpConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.messagingserver.directory.Directory;
import org.messagingserver.directory.DirectoryMap;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.tools.bench.load.AtOnce;
import org.messagingserver.tools.bench.load.Await;
import org.messagingserver.tools.bench.load.LoadException;
import org.messagingserver.tools.localcluster.FreePorts;
import org.messagingserver.tools.localcluster.HeapTool;

/**
 * Measures the heap of both copies of an entry: two members of the directory are in the process of
 * the benchmark, which has no other work meanwhile.
 */
final class DirectoryHeapTrial implements Trial {
  private static final int MEMBERS = 2;
  private static final int FEW = 1_000;
  private static final int MANY = 100_000;
  private static final int AT_ONCE = 1_000;

  private final List<Vertx> members;

  DirectoryHeapTrial() {
    int port = FreePorts.consecutive(MEMBERS);
    String cluster = "bench-" + UUID.randomUUID();
    this.members = IntStream.range(0, MEMBERS).mapToObj(number -> member(cluster, port)).toList();
  }

  private static Vertx member(String cluster, int port) {
    Config config = new Config();
    config.setClusterName(cluster);
    config
        .setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.wait.seconds.before.join", "0")
        .setProperty("hazelcast.logging.type", "none");
    config.getJetConfig().setEnabled(false);
    config.getNetworkConfig().setPort(port);
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
    config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
    TcpIpConfig join = config.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true);
    IntStream.range(0, MEMBERS).forEach(number -> join.addMember("127.0.0.1:" + (port + number)));
    Directory.configure(config);
    return Await.result(
        Vertx.builder().withClusterManager(new HazelcastClusterManager(config)).buildClustered());
  }

  @Override
  public void warmUp() {
    add(FEW);
  }

  @Override
  public RoundMetrics round() {
    long before = heap();
    add(MANY);
    return new RoundMetrics(Map.of(Metric.ENTRY_HEAP, (heap() - before) / (double) MANY));
  }

  private void add(int count) {
    Vertx member = members.get(0);
    Context loop = member.getOrCreateContext();
    Promise<DirectoryMap> made = Promise.promise();
    loop.runOnContext(tick -> made.complete(Directory.map(member, Directory.place(member))));
    DirectoryMap map = Await.result(made.future());
    List<Integer> numbers = IntStream.range(0, count).boxed().toList();
    AtOnce.run(AT_ONCE, numbers, number -> on(loop, map));
  }

  private static Future<Boolean> on(Context loop, DirectoryMap map) {
    Promise<Boolean> added = Promise.promise();
    HashedAddress address = new HashedAddress(new HashedUser(UUID.randomUUID()), new DeviceId(1));
    loop.runOnContext(tick -> map.add(address).map(entry -> true).onComplete(added));
    return added.future();
  }

  private static long heap() {
    try {
      return HeapTool.measure(ProcessHandle.current().pid())
          .orElseThrow(() -> new LoadException("jcmd, part of a JDK, is missing or failed"))
          .heap();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoadException("interrupted");
    }
  }

  @Override
  public void close() {
    members.forEach(member -> Await.result(member.close()));
  }
}
