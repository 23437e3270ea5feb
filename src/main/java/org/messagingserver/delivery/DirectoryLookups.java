package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.messagingserver.directory.DirectoryMap;
import org.messagingserver.directory.Registrations;
import org.messagingserver.encryption.HashedAddress;

/**
 * Asks the directory where events are to go: one look-up for an Address is under way at a time, and
 * events wait for it in their order. Messages and events about the device are dropped when they
 * would come too late; notifications wait until the directory answers, up to a bound.
 */
final class DirectoryLookups {
  /** A token that no entry is known by. */
  static final long NO_TOKEN = Registrations.NONE.token();

  /** Between look-ups while the directory does not answer, or still says what proved wrong. */
  private static final long FIRST_PAUSE_MILLIS = 5;

  private static final int MAX_DOUBLINGS = 8;

  /**
   * An entry that proved wrong and is still there is right, as a rule: an event loop that it names
   * is a moment behind.
   */
  private static final int FIRST_ATTEMPTS = 3;

  /** After so many in a row what is sent back is lost. */
  private static final int MAX_ATTEMPTS = 14;

  /** The registration of a device is read at each sweep too. */
  private static final long CONTROL_MILLIS = 2000;

  /** Where messages are not handed over, some are worth nothing later nevertheless. */
  private static final long ONLINE_ONLY_MILLIS = 150;

  private static final int MAX_WAITING = 10_000;

  /** Notifications pass the bound, up to twice as far: nobody stores them. */
  private static final long MAX_BYTES = 8 << 20;

  /** Receives answers. */
  interface Listener {
    /**
     * The directory names places; the events that have waited are to be sent there.
     *
     * @param wrongToken that of the entry that proved wrong before
     * @param attempts how often it has been the same entry
     */
    void found(
        HashedAddress to,
        Registrations entry,
        long askedAt,
        long wrongToken,
        int attempts,
        List<Waiting> events);
  }

  /** An event that waits. */
  record Waiting(ConsumerEvent event, Promise<Void> published, long since) {}

  private static final class Lookup {
    List<Waiting> waiting = new ArrayList<>(1);
    long wrongToken;
    int attempts;
    int pausesLeft;

    Lookup(long wrongToken, int attempts) {
      this.wrongToken = wrongToken;
      this.attempts = attempts;
      this.pausesLeft = attempts == 0 ? FIRST_ATTEMPTS : 1;
    }
  }

  private final EventLoop eventLoop;
  private final DirectoryMap directory;
  private final long lateMillis;
  private final DeliveryMeters meters;
  private final Listener listener;
  private final Map<HashedAddress, Lookup> lookups = new HashMap<>();
  private int waiting;
  private long bytes;

  /**
   * @param handoffMillis after which messages are stored, and not to be sent any more
   */
  DirectoryLookups(
      EventLoop eventLoop,
      DirectoryMap directory,
      long handoffMillis,
      DeliveryMeters meters,
      Listener listener) {
    this.eventLoop = eventLoop;
    this.directory = directory;
    this.lateMillis = handoffMillis > 0 ? handoffMillis : ONLINE_ONLY_MILLIS;
    this.meters = meters;
    this.listener = listener;
  }

  /** Whether events for an Address wait for an answer. */
  boolean isUnderWay(HashedAddress to) {
    return lookups.containsKey(to);
  }

  /** Asks once. */
  Future<Registrations> find(HashedAddress address) {
    long askedAt = eventLoop.millis();
    return ExceptionSafe.call(() -> directory.find(address))
        .onComplete(found -> meters.lookedUp(found, eventLoop.millis() - askedAt));
  }

  /**
   * Lets an event wait for an answer, behind those that wait already.
   *
   * @return fails where nobody listens
   */
  Future<Void> enqueue(HashedAddress to, ConsumerEvent event) {
    long maxBytes = event instanceof ConsumerEvent.Stored ? 2 * MAX_BYTES : MAX_BYTES;
    if (waiting >= MAX_WAITING || bytes + event.bytes() > maxBytes) {
      return Future.succeededFuture();
    }
    Waiting next = new Waiting(event, Promise.promise(), eventLoop.millis());
    waiting++;
    bytes += event.bytes();
    Lookup lookup = lookups.get(to);
    if (lookup == null) {
      begin(to, new Lookup(NO_TOKEN, 0), next);
    } else {
      lookup.waiting.add(next);
    }
    return next.published.future();
  }

  /**
   * An entry has proved wrong: asks, unless that is under way.
   *
   * @param attempts how often it has been the same entry before
   * @return whether it is the first to prove wrong since the last answer
   */
  boolean begin(HashedAddress to, long wrongToken, int attempts) {
    Lookup lookup = lookups.get(to);
    if (lookup == null) {
      begin(to, new Lookup(wrongToken, attempts));
      return true;
    }
    boolean isFirst = lookup.wrongToken == NO_TOKEN;
    lookup.wrongToken = isFirst ? wrongToken : lookup.wrongToken;
    return isFirst;
  }

  private void begin(HashedAddress to, Lookup lookup, Waiting... first) {
    lookups.put(to, lookup);
    lookup.waiting.addAll(List.of(first));
    eventLoop.after(lateMillis, () -> dropLate(to, lookup));
    ask(to, lookup);
  }

  private void ask(HashedAddress to, Lookup lookup) {
    long askedAt = eventLoop.millis();
    find(to)
        .onSuccess(found -> answered(to, lookup, found, askedAt))
        .onFailure(unknown -> unknown(to, lookup));
  }

  /** Where nothing waits any more, there is nothing to ask. */
  private void unknown(HashedAddress to, Lookup lookup) {
    if (lookup.waiting.isEmpty()) {
      lookups.remove(to);
    } else {
      askLater(to, lookup);
    }
  }

  private void answered(HashedAddress to, Lookup lookup, Registrations found, long askedAt) {
    boolean isSame = !found.isEmpty() && found.token() == lookup.wrongToken;
    if (isSame && lookup.attempts > MAX_ATTEMPTS) {
      giveUp(to, lookup);
    } else if (isSame && lookup.pausesLeft > 0) {
      lookup.pausesLeft--;
      askLater(to, lookup);
    } else if (found.isEmpty()) {
      nobody(to, lookup, askedAt);
    } else {
      lookups.remove(to);
      List<Waiting> events = take(lookup);
      listener.found(to, found, askedAt, lookup.wrongToken, isSame ? lookup.attempts : 0, events);
    }
  }

  /** An event that came since the directory was asked waits for another answer. */
  private void nobody(HashedAddress to, Lookup lookup, long askedAt) {
    List<Waiting> events = take(lookup);
    events.stream().filter(one -> one.since > askedAt).forEach(one -> keep(lookup, one));
    if (lookup.waiting.isEmpty()) {
      lookups.remove(to);
    } else {
      ask(to, lookup);
    }
    ExceptionSafe.forEach(
        events,
        one -> {
          if (one.since <= askedAt) {
            one.published.fail("nobody listens");
          }
        });
  }

  private List<Waiting> take(Lookup lookup) {
    List<Waiting> events = lookup.waiting;
    lookup.waiting = new ArrayList<>(1);
    waiting -= events.size();
    events.forEach(one -> bytes -= one.event.bytes());
    long now = eventLoop.millis();
    List<Waiting> inTime = new ArrayList<>(events.size());
    ExceptionSafe.forEach(
        events,
        one -> {
          if (isLate(one, now)) {
            one.published.complete();
          } else {
            inTime.add(one);
          }
        });
    return inTime;
  }

  private void keep(Lookup lookup, Waiting event) {
    lookup.waiting.add(event);
    waiting++;
    bytes += event.event.bytes();
  }

  private boolean isLate(Waiting event, long now) {
    long age = now - event.since;
    return !(event.event instanceof ConsumerEvent.Stored)
        && age >= (event.event.isControl() ? CONTROL_MILLIS : lateMillis);
  }

  /** Late events do not wait for the answer in memory. */
  private void dropLate(HashedAddress to, Lookup lookup) {
    if (lookups.get(to) != lookup) {
      return;
    }
    long now = eventLoop.millis();
    List<Waiting> late = new ArrayList<>();
    Iterator<Waiting> all = lookup.waiting.iterator();
    while (all.hasNext()) {
      Waiting one = all.next();
      if (isLate(one, now)) {
        all.remove();
        waiting--;
        bytes -= one.event.bytes();
        late.add(one);
      }
    }
    eventLoop.after(lateMillis, () -> dropLate(to, lookup));
    ExceptionSafe.forEach(late, one -> one.published.complete());
  }

  private void askLater(HashedAddress to, Lookup lookup) {
    long pause = FIRST_PAUSE_MILLIS << Math.min(MAX_DOUBLINGS, lookup.attempts);
    lookup.attempts++;
    eventLoop.after(pause, () -> ask(to, lookup));
  }

  /** An event loop that the directory names sends back all that comes, for seconds. */
  private void giveUp(HashedAddress to, Lookup lookup) {
    lookups.remove(to);
    ExceptionSafe.forEach(take(lookup), one -> one.published.complete());
  }
}
