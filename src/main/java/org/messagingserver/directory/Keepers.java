package org.messagingserver.directory;

import com.hazelcast.cluster.Address;
import com.hazelcast.internal.partition.IPartitionService;
import java.util.Optional;

/**
 * The members that answer a call for an entry: if one of them is frozen, the call takes long.
 *
 * @param owner of the entry
 * @param backup that keeps its copy; none if the call only reads, or the cluster has one member
 */
record Keepers(Address owner, Optional<Address> backup) {

  /** Those of a call that reads; none while nobody owns the partition. */
  static Optional<Keepers> ofRead(IPartitionService partitions, int partition) {
    return Optional.ofNullable(partitions.getPartitionOwner(partition))
        .map(owner -> new Keepers(owner, Optional.empty()));
  }

  /** Those of a call that writes; none while nobody owns the partition. */
  static Optional<Keepers> ofWrite(IPartitionService partitions, int partition) {
    return Optional.ofNullable(partitions.getPartitionOwner(partition))
        .map(owner -> new Keepers(owner, backup(partitions, partition)));
  }

  private static Optional<Address> backup(IPartitionService partitions, int partition) {
    return Optional.ofNullable(partitions.getPartition(partition).getReplicaAddress(1));
  }
}
