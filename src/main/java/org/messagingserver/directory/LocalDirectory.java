package org.messagingserver.directory;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.messagingserver.encryption.HashedAddress;

/** The directory of a node by itself: in memory, one for all event loops of a Vert.x. */
final class LocalDirectory implements DirectoryMap {
  private static final String NAME = "messaging.directory";

  private record Entries(Map<HashedAddress, Registrations> map) implements Shareable {}

  private final Map<HashedAddress, Registrations> entries;
  private final Place place;

  LocalDirectory(Vertx vertx, Place place) {
    LocalMap<String, Entries> shared = vertx.sharedData().getLocalMap(NAME);
    this.entries =
        shared.computeIfAbsent(NAME, name -> new Entries(new ConcurrentHashMap<>())).map();
    this.place = place;
  }

  @Override
  public Future<Registrations> add(HashedAddress address) {
    long token = ThreadLocalRandom.current().nextLong();
    return Future.succeededFuture(
        entries.compute(
            address,
            (key, found) -> (found == null ? Registrations.NONE : found).with(place, token)));
  }

  @Override
  public Future<Registrations> remove(HashedAddress address) {
    Registrations left =
        entries.computeIfPresent(
            address,
            (key, found) -> {
              Registrations without = found.without(place);
              return without.isEmpty() ? null : without;
            });
    return Future.succeededFuture(left == null ? Registrations.NONE : left);
  }

  @Override
  public Future<Registrations> find(HashedAddress address) {
    return Future.succeededFuture(entries.getOrDefault(address, Registrations.NONE));
  }
}
