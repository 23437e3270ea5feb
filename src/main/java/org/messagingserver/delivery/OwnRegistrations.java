package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.messagingserver.directory.DirectoryMap;
import org.messagingserver.directory.Place;
import org.messagingserver.directory.Registrations;
import org.messagingserver.encryption.HashedAddress;

/**
 * The MailboxConsumers of one event loop, and its place in the directory's entries of their
 * Addresses: there while there is one, as far as calls to the directory succeed. One call is under
 * way for an Address at a time; the newest wish goes next, and a failed call is repeated. It leaves
 * entries a moment late, many at once: a client that reconnects finds its entry, and events that
 * come meanwhile hurry the leave.
 */
final class OwnRegistrations {
  /** Between attempts; twice as long after each that failed. */
  private static final long RETRY_MILLIS = 1000;

  private static final int MAX_DOUBLINGS = 3;

  /** A call that failed may take effect so long after, also after calls that succeeded. */
  private static final long SUSPECT_MILLIS = 15_000;

  private static final long VERIFY_SUSPECT_MILLIS = 5000;

  private static final long LEAVE_MILLIS = 100;

  private static final class Entry {
    final List<Handler<ConsumerEvent>> consumers = new ArrayList<>(1);
    final List<Promise<Void>> awaiting = new ArrayList<>(1);
    Knowledge knowledge = Knowledge.UNKNOWN;
    boolean isCalled;
    boolean isToLeaveNow;
    boolean isToVerify;
    boolean isKnown;
    long token;
    List<Place> elsewhere = List.of();
    int failures;
    long suspectUntil = Long.MIN_VALUE;
  }

  /** Whether this event loop is in the directory's entry, as far as it knows. */
  private enum Knowledge {
    UNKNOWN,
    THERE,
    NOT_THERE
  }

  private final EventLoop eventLoop;
  private final DirectoryMap directory;
  private final Place self;
  private final BiConsumer<HashedAddress, Registrations> onAdded;
  private final DeliveryMeters meters;
  private final Map<HashedAddress, Entry> entries = new HashMap<>();
  private Set<HashedAddress> leaving = new LinkedHashSet<>();

  /**
   * @param onAdded called with the entry to which this event loop was added
   */
  OwnRegistrations(
      EventLoop eventLoop,
      DirectoryMap directory,
      Place self,
      BiConsumer<HashedAddress, Registrations> onAdded,
      DeliveryMeters meters) {
    this.eventLoop = eventLoop;
    this.directory = directory;
    this.self = self;
    this.onAdded = onAdded;
    this.meters = meters;
  }

  /** Adds a MailboxConsumer; completes when the directory is known to name this event loop. */
  Future<Void> add(HashedAddress address, Handler<ConsumerEvent> consumer) {
    Entry entry =
        entries.computeIfAbsent(
            address,
            key -> {
              Entry made = new Entry();
              made.knowledge = Knowledge.NOT_THERE;
              return made;
            });
    entry.consumers.add(consumer);
    meters.consumersRegistered(1);
    entry.isToVerify = true;
    Promise<Void> found = Promise.promise();
    entry.awaiting.add(found);
    advance(address, entry);
    return found.future();
  }

  /** Removes a MailboxConsumer. */
  void remove(HashedAddress address, Handler<ConsumerEvent> consumer) {
    Entry entry = entries.get(address);
    if (entry != null && entry.consumers.remove(consumer)) {
      meters.consumersRegistered(-1);
      advance(address, entry);
    }
  }

  /** The directory names this event loop for an Address of which it has no MailboxConsumer. */
  void ghost(HashedAddress address) {
    Entry entry = entries.get(address);
    if (entry == null) {
      meters.ghost();
      entry = new Entry();
      entries.put(address, entry);
    }
    leaveNow(address, entry);
  }

  private void leaveNow(HashedAddress address, Entry entry) {
    entry.isToLeaveNow = true;
    advance(address, entry);
  }

  /** Leaves what it is to leave without waiting for others. */
  void leaveAll() {
    Set<HashedAddress> addresses = leaving;
    leaving = new LinkedHashSet<>();
    for (HashedAddress address : addresses) {
      Entry entry = entries.get(address);
      if (entry != null && entry.consumers.isEmpty()) {
        leaveNow(address, entry);
      }
    }
  }

  /** Compares the directory's entry with the MailboxConsumers here. */
  void verify(HashedAddress address) {
    Entry entry = entries.get(address);
    if (entry != null) {
      entry.isToVerify = true;
      advance(address, entry);
    }
  }

  /** The entry has changed: nothing that was sent by an older one is taken any more. */
  void changed(HashedAddress address) {
    Entry entry = entries.get(address);
    if (entry != null) {
      entry.isKnown = false;
      verify(address);
    }
  }

  /** The MailboxConsumers of an Address. */
  List<Handler<ConsumerEvent>> consumers(HashedAddress address) {
    Entry entry = entries.get(address);
    return entry == null ? List.of() : List.copyOf(entry.consumers);
  }

  int count(HashedAddress address) {
    Entry entry = entries.get(address);
    return entry == null ? 0 : entry.consumers.size();
  }

  /** Whether a sender that knows this token knows all places of an Address. */
  boolean isCurrent(HashedAddress address, long token) {
    Entry entry = entries.get(address);
    return entry != null && entry.isKnown && entry.token == token;
  }

  /** Whether the token of an Address is known, be it another one. */
  boolean isKnown(HashedAddress address) {
    Entry entry = entries.get(address);
    return entry != null && entry.isKnown;
  }

  /** The other places of an Address, as the directory said last; fails where it has not. */
  Future<List<Place>> elsewhere(HashedAddress address) {
    Entry entry = entries.get(address);
    return entry == null || entry.knowledge != Knowledge.THERE
        ? Future.failedFuture("the directory has not answered")
        : Future.succeededFuture(entry.elsewhere);
  }

  private void advance(HashedAddress address, Entry entry) {
    if (entry.isCalled) {
      return;
    }
    if (entry.consumers.isEmpty()) {
      leave(address, entry);
    } else if (entry.knowledge != Knowledge.THERE) {
      entry.isToVerify = false;
      entry.knowledge = Knowledge.UNKNOWN;
      call(address, entry, directory::add, found -> added(address, entry, found));
    } else if (entry.isToVerify) {
      entry.isToVerify = false;
      call(address, entry, directory::find, found -> verified(entry, found));
    } else {
      List<Promise<Void>> awaiting = List.copyOf(entry.awaiting);
      entry.awaiting.clear();
      ExceptionSafe.forEach(awaiting, Promise::complete);
    }
  }

  private void leave(HashedAddress address, Entry entry) {
    List<Promise<Void>> awaiting = List.copyOf(entry.awaiting);
    entry.awaiting.clear();
    if (entry.knowledge == Knowledge.NOT_THERE) {
      entries.remove(address);
    } else if (!entry.isToLeaveNow) {
      leaveWithOthers(address);
    } else {
      entry.isToLeaveNow = false;
      entry.knowledge = Knowledge.UNKNOWN;
      call(
          address,
          entry,
          directory::remove,
          left -> {
            entry.knowledge = Knowledge.NOT_THERE;
            entry.isKnown = false;
          });
    }
    ExceptionSafe.forEach(awaiting, gone -> gone.fail("closed"));
  }

  private void leaveWithOthers(HashedAddress address) {
    if (leaving.isEmpty()) {
      eventLoop.after(LEAVE_MILLIS, this::leaveAll);
    }
    leaving.add(address);
  }

  @FunctionalInterface
  private interface Call {
    Future<Registrations> to(HashedAddress address);
  }

  private void call(
      HashedAddress address, Entry entry, Call call, Handler<Registrations> onAnswer) {
    entry.isCalled = true;
    ExceptionSafe.call(() -> call.to(address))
        .onSuccess(
            answer -> {
              entry.isCalled = false;
              entry.failures = 0;
              onAnswer.handle(answer);
              verifyAgainWhereSuspect(address, entry);
              advance(address, entry);
            })
        .onFailure(
            unknown -> {
              entry.suspectUntil = eventLoop.millis() + SUSPECT_MILLIS;
              entry.isToVerify = true;
              eventLoop.after(
                  RETRY_MILLIS << Math.min(MAX_DOUBLINGS, entry.failures++),
                  () -> {
                    entry.isCalled = false;
                    advance(address, entry);
                  });
            });
  }

  private void verifyAgainWhereSuspect(HashedAddress address, Entry entry) {
    if (eventLoop.millis() < entry.suspectUntil) {
      eventLoop.after(VERIFY_SUSPECT_MILLIS, () -> verify(address));
    }
  }

  private void added(HashedAddress address, Entry entry, Registrations found) {
    entry.knowledge = Knowledge.THERE;
    learn(entry, found);
    onAdded.accept(address, found);
  }

  private void verified(Entry entry, Registrations found) {
    if (found.places().contains(self)) {
      learn(entry, found);
    } else {
      meters.registrationsLost(1);
      entry.knowledge = Knowledge.NOT_THERE;
    }
  }

  /** Where the entry has changed since it was asked for, the next answer tells. */
  private void learn(Entry entry, Registrations found) {
    entry.elsewhere = found.places().stream().filter(place -> !place.equals(self)).toList();
    if (!entry.isToVerify) {
      entry.token = found.token();
      entry.isKnown = true;
    }
  }
}
