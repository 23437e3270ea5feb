package org.messagingserver.directory;

import com.hazelcast.core.ReadOnly;
import com.hazelcast.map.EntryProcessor;
import java.util.Map;
import org.messagingserver.encryption.HashedAddress;

/** Reads entries, and changes no backup. */
record FindPlaces()
    implements EntryProcessor<HashedAddress, Registrations, Registrations>, ReadOnly {
  @Override
  public Registrations process(Map.Entry<HashedAddress, Registrations> entry) {
    return entry.getValue() == null ? Registrations.NONE : entry.getValue();
  }

  @Override
  public EntryProcessor<HashedAddress, Registrations, Registrations> getBackupProcessor() {
    return null;
  }
}
