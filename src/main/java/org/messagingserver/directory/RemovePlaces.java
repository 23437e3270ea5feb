package org.messagingserver.directory;

import com.hazelcast.map.EntryProcessor;
import java.util.Map;
import java.util.UUID;
import org.messagingserver.encryption.HashedAddress;

/**
 * Removes the place of one event loop from entries, or those of a node.
 *
 * @param loop the event loop; {@link #EACH} for all of the node
 */
record RemovePlaces(UUID node, long loop)
    implements EntryProcessor<HashedAddress, Registrations, Registrations> {
  static final long EACH = 0;

  @Override
  public Registrations process(Map.Entry<HashedAddress, Registrations> entry) {
    Registrations before = entry.getValue();
    if (before == null) {
      return Registrations.NONE;
    }
    Registrations after =
        loop == EACH ? before.withoutNode(node) : before.without(new Place(node, loop));
    if (after.isEmpty()) {
      entry.setValue(null);
    } else if (after.places().size() < before.places().size()) {
      entry.setValue(after);
    }
    return after;
  }
}
