package org.messagingserver.directory;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingEntry;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import java.util.concurrent.ThreadLocalRandom;
import org.messagingserver.encryption.HashedAddress;

/**
 * Merges the directories of two halves of a cluster: what either half had found is found, and each
 * event loop compares its entries with its sockets soon after. Public for Hazelcast, which makes it
 * by its name.
 */
public final class UniteHalves
    implements SplitBrainMergePolicy<
        Registrations, MergingEntry<HashedAddress, Registrations>, Registrations> {
  @Override
  public Registrations merge(
      MergingEntry<HashedAddress, Registrations> merging,
      MergingEntry<HashedAddress, Registrations> existing) {
    Registrations theirs = existing == null ? null : existing.getDeserializedValue();
    Registrations ours = merging.getDeserializedValue();
    return theirs == null ? ours : theirs.union(ours, ThreadLocalRandom.current().nextLong());
  }

  @Override
  public void writeData(ObjectDataOutput out) {}

  @Override
  public void readData(ObjectDataInput in) {}
}
