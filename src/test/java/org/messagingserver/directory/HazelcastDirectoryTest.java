package org.messagingserver.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;

import com.hazelcast.config.Config;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.protocol.DeviceId;

/** The directory of two members, each with an event loop that calls it. */
class HazelcastDirectoryTest {
  private static final long SOON_MILLIS = 300;

  /** One member, and the directory as an event loop of it sees it. */
  private static final class Member {
    final HazelcastClusterManager manager;
    final Vertx vertx;
    final Context loop;
    final Place place;
    final DirectoryMap map;

    Member(String cluster) {
      manager = new HazelcastClusterManager(config(cluster));
      vertx = await(Vertx.builder().withClusterManager(manager).buildClustered());
      loop = vertx.getOrCreateContext();
      place = Directory.place(vertx);
      map = onLoop(ignored -> Future.succeededFuture(Directory.map(vertx, place)));
    }

    private static Config config(String cluster) {
      Config config = new Config();
      config.setClusterName(cluster);
      config
          .setProperty("hazelcast.phone.home.enabled", "false")
          .setProperty("hazelcast.wait.seconds.before.join", "0")
          .setProperty("hazelcast.logging.type", "jdk");
      config.getJetConfig().setEnabled(false);
      config.getNetworkConfig().setPort(5961).getJoin().getAutoDetectionConfig().setEnabled(false);
      config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
      config
          .getNetworkConfig()
          .getJoin()
          .getTcpIpConfig()
          .setEnabled(true)
          .addMember("127.0.0.1:5961")
          .addMember("127.0.0.1:5962");
      config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
      // As an operator's own cluster.xml may have it.
      config.addMapConfig(
          new MapConfig("messaging.directory")
              .setBackupCount(0)
              .setInMemoryFormat(InMemoryFormat.OBJECT)
              .setTimeToLiveSeconds(1));
      Directory.configure(config);
      return config;
    }

    <T> T onLoop(Function<DirectoryMap, Future<T>> work) {
      Promise<T> done = Promise.promise();
      loop.runOnContext(
          tick -> Future.succeededFuture().compose(any -> work.apply(map)).onComplete(done));
      return await(done.future());
    }

    Registrations add(HashedAddress address) {
      return onLoop(directory -> directory.add(address));
    }

    Registrations remove(HashedAddress address) {
      return onLoop(directory -> directory.remove(address));
    }

    Registrations find(HashedAddress address) {
      return onLoop(directory -> directory.find(address));
    }

    IMap<HashedAddress, Registrations> entries() {
      HazelcastInstance hazelcast = manager.getHazelcastInstance();
      return HazelcastDirectory.map(hazelcast);
    }
  }

  private static Member one;
  private static Member other;

  @BeforeAll
  static void start() {
    String cluster = UUID.randomUUID().toString();
    one = new Member(cluster);
    other = new Member(cluster);
  }

  @AfterAll
  static void stop() {
    await(one.vertx.close());
    await(other.vertx.close());
  }

  private static HashedAddress address() {
    return new HashedAddress(new HashedUser(UUID.randomUUID()), DeviceId.of(1));
  }

  @Test
  void showsEachMemberWhatTheOtherHasAdded() {
    HashedAddress bob = address();

    Registrations first = one.add(bob);
    Registrations both = other.add(bob);

    assertThat(first.places()).containsExactly(one.place);
    assertThat(both.places()).containsExactly(one.place, other.place);
    assertThat(both.token()).isNotEqualTo(first.token());
    assertThat(one.find(bob)).isEqualTo(both);
    assertThat(one.add(bob)).isEqualTo(both);
    assertThat(one.remove(bob)).isEqualTo(new Registrations(both.token(), List.of(other.place)));
    assertThat(one.remove(bob).places()).containsExactly(other.place);
    assertThat(other.remove(bob)).isEqualTo(Registrations.NONE);
    assertThat(one.find(bob)).isEqualTo(Registrations.NONE);
    assertThat(one.entries().containsKey(bob)).isFalse();
  }

  @Test
  void takesManyCallsAtOnce() {
    List<HashedAddress> many = IntStream.range(0, 2000).mapToObj(index -> address()).toList();

    one.onLoop(directory -> Future.all(many.stream().map(directory::add).toList()));
    List<Registrations> found =
        other.onLoop(
            directory ->
                Future.all(many.stream().map(directory::find).toList())
                    .map(all -> all.<Registrations>list()));

    assertThat(found).allMatch(entry -> entry.places().equals(List.of(one.place)));
    one.onLoop(directory -> Future.all(many.stream().map(directory::remove).toList()));
    assertThat(other.find(many.get(7))).isEqualTo(Registrations.NONE);
  }

  @Test
  void isAMapOfTwoCopiesWithoutExpiryWhateverTheFileSays() {
    MapConfig config =
        one.manager.getHazelcastInstance().getConfig().getMapConfig("messaging.directory");

    assertThat(config.getBackupCount()).isEqualTo(1);
    assertThat(config.getTimeToLiveSeconds()).isZero();
    assertThat(config.getMergePolicyConfig().getPolicy()).isEqualTo(UniteHalves.class.getName());
  }

  /** They are removed by the members that own them, and nobody else's place is. */
  @Test
  void losesThePlacesOfNodesThatHaveBeenAbsentForLong() throws InterruptedException {
    Place gone = new Place(UUID.randomUUID(), 5);
    List<HashedAddress> left = IntStream.range(0, 50).mapToObj(index -> address()).toList();
    left.forEach(one::add);
    left.forEach(address -> one.entries().executeOnKey(address, new AddPlace(gone, 77)));
    HashedAddress only = address();
    one.entries().executeOnKey(only, new AddPlace(gone, 78));
    DepartedNodes onOne = DepartedNodes.start(one.vertx, SOON_MILLIS).orElseThrow();
    DepartedNodes onOther = DepartedNodes.start(other.vertx, SOON_MILLIS).orElseThrow();

    onOne.membershipChanged();
    onOther.membershipChanged();
    Thread.sleep(SOON_MILLIS / 3);
    assertThat(one.find(only).isEmpty()).as("removed at once").isFalse();
    for (int attempt = 0; attempt < 100 && !one.find(only).isEmpty(); attempt++) {
      Thread.sleep(100);
    }
    onOne.stop();
    onOther.stop();

    assertThat(one.find(only)).isEqualTo(Registrations.NONE);
    assertThat(left)
        .allMatch(address -> one.find(address).equals(new Registrations(77, List.of(one.place))));
  }
}
