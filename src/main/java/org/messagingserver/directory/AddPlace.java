package org.messagingserver.directory;

import com.hazelcast.map.EntryProcessor;
import java.util.Map;
import org.messagingserver.encryption.HashedAddress;

/**
 * Adds a place to entries.
 *
 * @param token for each entry that did not have it; from the caller, so that the backup gets the
 *     same
 */
record AddPlace(Place place, long token)
    implements EntryProcessor<HashedAddress, Registrations, Registrations> {
  @Override
  public Registrations process(Map.Entry<HashedAddress, Registrations> entry) {
    Registrations before = entry.getValue() == null ? Registrations.NONE : entry.getValue();
    Registrations after = before.with(place, token);
    if (!after.equals(before)) {
      entry.setValue(after);
    }
    return after;
  }
}
