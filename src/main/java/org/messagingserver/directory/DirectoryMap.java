package org.messagingserver.directory;

import io.vertx.core.Future;
import org.messagingserver.encryption.HashedAddress;

/**
 * The map behind the directory, as one event loop calls it. Each call may fail, and may take effect
 * although it has failed, and later; adds and removes are idempotent. Calls for different Addresses
 * may overtake one another. The futures complete on the event loop.
 */
public interface DirectoryMap {

  /**
   * Adds the event loop to an entry.
   *
   * @return the entry with it
   */
  Future<Registrations> add(HashedAddress address);

  /**
   * Removes the event loop from an entry, if it is there.
   *
   * @return the entry without it
   */
  Future<Registrations> remove(HashedAddress address);

  /** The entry on the member that owns it, or {@link Registrations#NONE}. */
  Future<Registrations> find(HashedAddress address);
}
