package org.messagingserver.prekeys;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;

/**
 * Remembers up to where the newest keys of a device were taken, so that a take does not walk rows
 * that only an old snapshot keeps. A ceiling changes the order in which keys are looked at, and
 * hides none. It holds for one version of the device's row, since each Register writes that row in
 * the transaction that adds keys. Serves one event loop.
 */
final class KeyCeilings {
  private static final int MAX_REMEMBERED = 10_000;

  /** Of one user; a user whose devices come and go loses all of them. */
  private static final int MAX_DEVICES = 100;

  /** Taken keys that a take may walk before a ceiling is of use. */
  private static final int WALKED = 32;

  /**
   * A ceiling.
   *
   * @param version of the device's row
   * @param above the lowest key that was taken; newer ones are taken too, or locked
   */
  record Ceiling(HashedAddress owner, long version, long above) {}

  private record Known(long version, long lowest, long taken) {
    /** Together with keys that were taken later; those of another version replace it. */
    Known and(Known later) {
      return version == later.version
          ? new Known(version, Math.min(lowest, later.lowest), taken + later.taken)
          : later;
    }
  }

  private final Map<HashedUser, Map<HashedAddress, Known>> all =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(
            Map.Entry<HashedUser, Map<HashedAddress, Known>> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  /** Those of the devices of the users that are asked for. */
  List<Ceiling> of(List<KeyTake> batch) {
    return batch.stream().map(KeyTake::hashed).distinct().flatMap(this::of).toList();
  }

  private Stream<Ceiling> of(HashedUser user) {
    return all.getOrDefault(user, Map.of()).entrySet().stream()
        .filter(entry -> entry.getValue().taken >= WALKED)
        .map(
            entry ->
                new Ceiling(entry.getKey(), entry.getValue().version, entry.getValue().lowest));
  }

  /** Keys have been taken of a device, and that is committed. */
  void taken(HashedAddress owner, Lowest lowest) {
    Map<HashedAddress, Known> devices = all.computeIfAbsent(owner.user(), first -> new HashMap<>());
    if (devices.size() >= MAX_DEVICES) {
      devices.clear();
    }
    devices.merge(owner, new Known(lowest.version, lowest.key, lowest.keys), Known::and);
  }

  /**
   * The lowest of the keys that one statement has taken of a device.
   *
   * @param version of the device's row
   * @param keys how many they are
   */
  record Lowest(long version, long key, long keys) {}
}
