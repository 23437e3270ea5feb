package org.messagingserver.directory;

import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.MetadataPolicy;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.internal.partition.IPartitionService;
import com.hazelcast.map.IMap;
import com.hazelcast.spi.impl.AbstractDistributedObject;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.messagingserver.encryption.HashedAddress;

/**
 * The directory of a cluster: a map with one synchronous backup and without listeners, whose
 * entries are read on the member that owns them.
 */
final class HazelcastDirectory implements DirectoryMap {
  private static final String NAME = "messaging.directory";

  /**
   * A member that is frozen may hold up what it keeps a copy of; what it misses is compared later.
   */
  private static final String BACKUP_TIMEOUT = "hazelcast.operation.backup.timeout.millis";

  private final IPartitionService partitions;
  private final GatheredCalls adds;
  private final GatheredCalls removes;
  private final GatheredCalls finds;

  /**
   * @param place of the event loop
   * @param eventLoop that event loop
   */
  HazelcastDirectory(HazelcastInstance hazelcast, Place place, ContextInternal eventLoop) {
    IMap<HashedAddress, Registrations> map = map(hazelcast);
    this.partitions = ((AbstractDistributedObject<?>) map).getNodeEngine().getPartitionService();
    this.adds =
        new GatheredCalls(
            map,
            this::keepers,
            () -> new AddPlace(place, ThreadLocalRandom.current().nextLong()),
            eventLoop);
    this.removes =
        new GatheredCalls(
            map, this::keepers, () -> new RemovePlaces(place.node(), place.loop()), eventLoop);
    this.finds = new GatheredCalls(map, this::owner, FindPlaces::new, eventLoop);
  }

  static IMap<HashedAddress, Registrations> map(HazelcastInstance hazelcast) {
    return hazelcast.getMap(NAME);
  }

  /** Sets what the map must be, whatever an operator's {@code cluster.xml} says. */
  static void configure(Config config) {
    config.addMapConfig(
        new MapConfig(NAME)
            .setBackupCount(1)
            .setAsyncBackupCount(0)
            .setReadBackupData(false)
            .setNearCacheConfig(null)
            .setTimeToLiveSeconds(0)
            .setMaxIdleSeconds(0)
            .setStatisticsEnabled(false)
            .setPerEntryStatsEnabled(false)
            .setMetadataPolicy(MetadataPolicy.OFF)
            .setMergePolicyConfig(new MergePolicyConfig().setPolicy(UniteHalves.class.getName())));
    if (config.getProperty(BACKUP_TIMEOUT) == null) {
      config.setProperty(BACKUP_TIMEOUT, "1000");
    }
    DirectorySerializers.all().forEach(config.getSerializationConfig()::addSerializerConfig);
  }

  private Optional<Keepers> keepers(HashedAddress address) {
    return Keepers.ofWrite(partitions, partitions.getPartitionId(address));
  }

  private Optional<Keepers> owner(HashedAddress address) {
    return Keepers.ofRead(partitions, partitions.getPartitionId(address));
  }

  @Override
  public Future<Registrations> add(HashedAddress address) {
    return adds.call(address);
  }

  @Override
  public Future<Registrations> remove(HashedAddress address) {
    return removes.call(address);
  }

  @Override
  public Future<Registrations> find(HashedAddress address) {
    return finds.call(address);
  }
}
