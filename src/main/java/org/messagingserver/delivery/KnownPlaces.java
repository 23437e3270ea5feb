package org.messagingserver.delivery;

import java.util.LinkedHashMap;
import java.util.Map;
import org.messagingserver.directory.Registrations;
import org.messagingserver.encryption.HashedAddress;

/** The entries of the directory that one event loop used last, as far as it remembers them. */
final class KnownPlaces {
  private static final int MAX_ENTRIES = 100_000;

  /** An entry of the directory, as it was. */
  static final class Known {
    final Registrations registrations;
    final long askedAt;

    /** The token whose messages have been published again; others of them are no news. */
    long repeated;

    boolean isRefreshing;

    /** How often the directory said so although it had proved wrong. */
    final int attempts;

    private final boolean wasShared;

    private Known(
        Registrations registrations, long askedAt, long repeated, int attempts, boolean wasShared) {
      this.registrations = registrations;
      this.askedAt = askedAt;
      this.repeated = repeated;
      this.attempts = attempts;
      this.wasShared = wasShared;
    }

    boolean hasToken(long token) {
      return registrations.token() == token;
    }

    /** Whether it has named one place only since it has had its token. */
    boolean hasHadOnePlace() {
      return !wasShared && registrations.places().size() == 1;
    }
  }

  private final Map<HashedAddress, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<HashedAddress, Known> eldest) {
          return size() > MAX_ENTRIES;
        }
      };

  /** The remembered entry of an Address, or null. */
  Known find(HashedAddress address) {
    return known.get(address);
  }

  /** Remembers an answer to a look-up. */
  void put(HashedAddress address, Registrations answer, long askedAt, long repeated, int attempts) {
    known.put(address, new Known(answer, askedAt, repeated, attempts, false));
  }

  /** Remembers an answer in place of an older one. */
  void refresh(HashedAddress address, Known older, Registrations answer, long askedAt) {
    boolean isSame = older.hasToken(answer.token());
    known.put(
        address,
        new Known(
            answer,
            askedAt,
            isSame ? older.repeated : older.registrations.token(),
            0,
            isSame && !older.hasHadOnePlace()));
  }

  void forget(HashedAddress address) {
    known.remove(address);
  }

  void forgetAll() {
    known.clear();
  }
}
