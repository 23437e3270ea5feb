package org.messagingserver.directory;

import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The entry of one Address.
 *
 * @param token random, and another one whenever a place is added: who knows it knows all places. It
 *     is compared for equality only, since a counter would start again after a removal.
 * @param places where a socket of the Address may be, each once
 */
public record Registrations(long token, List<Place> places) {
  /** The entry that is not there. */
  public static final Registrations NONE = new Registrations(0, List.of());

  public Registrations {
    places = List.copyOf(places);
  }

  public boolean isEmpty() {
    return places.isEmpty();
  }

  /**
   * The entry with a place; the same one where it has that.
   *
   * @param newToken for the entry that is made
   */
  public Registrations with(Place place, long newToken) {
    return places.contains(place)
        ? this
        : new Registrations(newToken, Stream.concat(places.stream(), Stream.of(place)).toList());
  }

  /** The entry without a place; its token stays, since who knows more places reaches all. */
  public Registrations without(Place place) {
    return without(place::equals);
  }

  /** The entry without the places of a node. */
  public Registrations withoutNode(UUID node) {
    return without(place -> place.node().equals(node));
  }

  private Registrations without(Predicate<Place> gone) {
    List<Place> left = places.stream().filter(gone.negate()).toList();
    return left.isEmpty() ? NONE : new Registrations(token, left);
  }

  /**
   * The places of both: of the two halves of a cluster that were out of each other's reach. The
   * same entry where it has all places of the other.
   *
   * @param newToken for the entry that is made
   */
  public Registrations union(Registrations other, long newToken) {
    if (places.containsAll(other.places)) {
      return this;
    }
    return new Registrations(
        newToken, Stream.concat(places.stream(), other.places.stream()).distinct().toList());
  }
}
