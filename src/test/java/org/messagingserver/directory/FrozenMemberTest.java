package org.messagingserver.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.Config;
import com.hazelcast.internal.partition.IPartition;
import com.hazelcast.internal.partition.IPartitionService;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import com.hazelcast.spi.impl.AbstractDistributedObject;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.protocol.DeviceId;

/** A cluster of three members, one of which keeps no copy for a while. */
class FrozenMemberTest {
  private static final int PORT = 5981;
  private static final int MEMBERS = 3;
  private static final String PARTITION_THREADS = "2";

  /** Holds every thread that keeps copies, until it is let go. */
  private static final CountDownLatch THAW = new CountDownLatch(1);

  private static List<HazelcastClusterManager> managers;
  private static List<Vertx> members;
  private static IPartitionService partitions;
  private static Context loop;
  private static DirectoryMap directory;

  @BeforeAll
  static void start() {
    String cluster = UUID.randomUUID().toString();
    managers =
        IntStream.range(0, MEMBERS)
            .mapToObj(number -> new HazelcastClusterManager(config(cluster)))
            .toList();
    members =
        managers.stream()
            .map(manager -> await(Vertx.builder().withClusterManager(manager).buildClustered()))
            .toList();
    partitions =
        ((AbstractDistributedObject<?>)
                HazelcastDirectory.map(managers.get(0).getHazelcastInstance()))
            .getNodeEngine()
            .getPartitionService();
    managers.forEach(
        manager ->
            assertThat(
                    manager
                        .getHazelcastInstance()
                        .getPartitionService()
                        .forceLocalMemberToBeSafe(1, TimeUnit.MINUTES))
                .isTrue());
    loop = members.get(0).getOrCreateContext();
    directory =
        await(
            onLoop(
                () ->
                    Future.succeededFuture(
                        Directory.map(members.get(0), Directory.place(members.get(0))))));
  }

  private static Config config(String cluster) {
    Config config = new Config();
    config.setClusterName(cluster);
    config
        .setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.wait.seconds.before.join", "0")
        .setProperty("hazelcast.logging.type", "jdk")
        .setProperty("hazelcast.operation.thread.count", PARTITION_THREADS)
        .setProperty("hazelcast.operation.backup.timeout.millis", "60000");
    config.getJetConfig().setEnabled(false);
    config.getNetworkConfig().setPort(PORT).getJoin().getAutoDetectionConfig().setEnabled(false);
    config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    var join = config.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true);
    IntStream.range(0, MEMBERS).forEach(number -> join.addMember("127.0.0.1:" + (PORT + number)));
    Directory.configure(config);
    return config;
  }

  @AfterAll
  static void stop() {
    THAW.countDown();
    members.forEach(member -> await(member.close()));
  }

  private static <T> Future<T> onLoop(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(tick -> work.get().onComplete(done));
    return done.future();
  }

  private static Address address(int member) {
    return managers.get(member).getHazelcastInstance().getCluster().getLocalMember().getAddress();
  }

  /** An Address whose entry these members keep. */
  private static HashedAddress kept(Address owner, Optional<Address> backup) {
    return Stream.generate(
            () -> new HashedAddress(new HashedUser(UUID.randomUUID()), new DeviceId(1)))
        .filter(
            any -> {
              IPartition partition = partitions.getPartition(partitions.getPartitionId(any));
              return owner.equals(partition.getOwnerOrNull())
                  && (backup.isEmpty() || backup.get().equals(partition.getReplicaAddress(1)));
            })
        .findFirst()
        .orElseThrow();
  }

  /** Holds the thread of an entry's partition. */
  private static final class Hold
      implements EntryProcessor<HashedAddress, Registrations, Registrations> {
    private static final long serialVersionUID = 1;

    @Override
    public Registrations process(Map.Entry<HashedAddress, Registrations> entry) {
      try {
        THAW.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return Registrations.NONE;
    }

    @Override
    public EntryProcessor<HashedAddress, Registrations, Registrations> getBackupProcessor() {
      return null;
    }
  }

  private static void freeze(int member) {
    IMap<HashedAddress, Registrations> map =
        HazelcastDirectory.map(managers.get(member).getHazelcastInstance());
    // Enough entries to hold both of its threads.
    IntStream.range(0, 20)
        .forEach(
            number -> {
              var unused = map.submitToKey(kept(address(member), Optional.empty()), new Hold());
            });
  }

  @Test
  void delaysNoEntryOfWhichItKeepsNoCopy() {
    HashedAddress withItsCopy = kept(address(0), Optional.of(address(2)));
    HashedAddress withoutIt = kept(address(0), Optional.of(address(1)));
    freeze(2);

    Future<Registrations> delayed = onLoop(() -> directory.add(withItsCopy));
    Registrations added = await(onLoop(() -> directory.add(withoutIt)));
    Registrations found = await(onLoop(() -> directory.find(withoutIt)));

    assertThat(added.places()).hasSize(1);
    assertThat(found).isEqualTo(added);
    assertThat(delayed.isComplete()).isFalse();
    THAW.countDown();
    assertThat(await(delayed).places()).hasSize(1);
  }
}
