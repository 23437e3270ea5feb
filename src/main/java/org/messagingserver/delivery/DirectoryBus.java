package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.messagingserver.delivery.DeliveryReceipt.Disposition;
import org.messagingserver.delivery.KnownPlaces.Known;
import org.messagingserver.delivery.LoopEvent.Changed;
import org.messagingserver.delivery.LoopEvent.Delivery;
import org.messagingserver.directory.DirectoryMap;
import org.messagingserver.directory.Place;
import org.messagingserver.directory.Registrations;
import org.messagingserver.encryption.HashedAddress;

/**
 * Finds the MailboxConsumers of an Address through the directory, and remembers for a while where
 * they are. An event bears the token of the entry that it was sent by; an event loop that knows
 * another token sends it back, and it is sent again where the directory says by then. Nothing is
 * concluded from a directory that does not answer.
 */
final class DirectoryBus implements DeliveryBus {
  /** What is remembered for longer is asked again beside its next use. */
  private static final long REFRESH_MILLIS = 5000;

  /** Between look-ups while the directory does not answer, or still says what proved wrong. */
  private static final long FIRST_PAUSE_MILLIS = 5;

  private static final int LONGEST_PAUSE = 8;

  /** Events of one event loop that wait for the directory. */
  private static final int MAX_WAITING = 10_000;

  /** A token that no entry is known by. */
  private static final long NONE = Registrations.NONE.token();

  private record Waiting(ConsumerEvent event, Promise<Void> published, long since) {
    /** It would come too late: its Dispatcher has stored it, or nobody wants it any more. */
    boolean isOver(long now, long handoffMillis) {
      return now - since >= handoffMillis
          && (event instanceof ConsumerEvent.Messages || event instanceof ConsumerEvent.OnlineOnly);
    }
  }

  /** A look-up, and the events that wait for it, in their order. */
  private static final class Lookup {
    final List<Waiting> waiting = new ArrayList<>(1);
    long wrongToken;
    int attempts;

    /**
     * @param wrongToken of the entry that proved wrong; it may take a moment until there is another
     */
    Lookup(long wrongToken) {
      this.wrongToken = wrongToken;
    }
  }

  private final EventLoop eventLoop;
  private final LoopBus loopBus;
  private final DirectoryMap directory;
  private final Place self;
  private final long handoffMillis;
  private final Runnable onLost;
  private final DeliveryMeters meters;
  private final OwnRegistrations own;
  private final KnownPlaces knownPlaces = new KnownPlaces();
  private final Map<HashedAddress, Lookup> lookups = new HashMap<>();
  private final BusRegistration registration;
  private Consumer<Moved> onMoved = moved -> {};
  private int waiting;

  /**
   * @param handoffMillis after which messages are stored, and not to be sent any more
   * @param onLost called when events are lost
   */
  DirectoryBus(
      EventLoop eventLoop,
      LoopBus loopBus,
      DirectoryMap directory,
      Place self,
      long handoffMillis,
      Runnable onLost,
      DeliveryMeters meters) {
    this.eventLoop = eventLoop;
    this.loopBus = loopBus;
    this.directory = directory;
    this.self = self;
    this.handoffMillis = handoffMillis;
    this.onLost = onLost;
    this.meters = meters;
    this.own = new OwnRegistrations(eventLoop, directory, self, this::added, meters);
    this.registration =
        new BusRegistration(eventLoop, () -> loopBus.listen(self.loop(), this::receive), () -> {});
  }

  /** Starts; completes when every node can reach this event loop. */
  Future<Void> start() {
    return registration.register();
  }

  /** The registration of this event loop. */
  BusRegistration registration() {
    return registration;
  }

  @Override
  public Future<Subscription> subscribe(HashedAddress address, Handler<ConsumerEvent> handler) {
    return own.add(address, handler)
        .map(
            found ->
                () -> {
                  own.remove(address, handler);
                  return Future.succeededFuture();
                });
  }

  /** Those that were there are not to take what was sent by an entry without this event loop. */
  private void added(HashedAddress address, Registrations entry) {
    knownPlaces.forget(address);
    entry.places().stream()
        .filter(place -> !place.equals(self) && loopBus.isPresent(place.node()))
        .forEach(place -> loopBus.send(place, new Changed(address)));
  }

  @Override
  public void verify(HashedAddress address) {
    own.verify(address);
  }

  /** Not to where they are now: one that has gone meanwhile may be asked what it has acked. */
  @Override
  public Future<Integer> query(
      HashedAddress address, ConsumerEvent.AckQuery query, Runnable onUnreachable) {
    Delivery delivery = new Delivery(address, NONE, self, query);
    return own.elsewhere(address)
        .map(
            elsewhere -> {
              List<Place> places = present(elsewhere);
              int here = own.count(address) - 1;
              places.forEach(
                  place -> sendTo(place, delivery).onFailure(gone -> onUnreachable.run()));
              if (here > 0) {
                eventLoop.afterThisTick(() -> tellOwn(address, query));
              }
              return places.size() + here;
            });
  }

  @Override
  public Future<Integer> listeners(HashedAddress address) {
    return lookUp(address).map(found -> present(found.places()).size());
  }

  @Override
  public long loop() {
    return self.loop();
  }

  @Override
  public int listenersHere(HashedAddress address) {
    return own.count(address);
  }

  @Override
  public Future<Void> publish(HashedAddress address, ConsumerEvent event) {
    if (event.isControl()) {
      eventLoop.afterThisTick(() -> tellOwn(address, event));
      knownPlaces.forget(address);
    }
    return route(address, event);
  }

  /** Tells the MailboxConsumers of this event loop. */
  void tellOwn(HashedAddress address, ConsumerEvent event) {
    ExceptionSafe.forEach(own.consumers(address), consumer -> consumer.handle(event));
  }

  private Future<Void> route(HashedAddress to, ConsumerEvent event) {
    Known known = knownPlaces.find(to);
    if (known == null || lookups.containsKey(to)) {
      return enqueue(to, event);
    }
    if (eventLoop.millis() - known.askedAt > REFRESH_MILLIS) {
      refresh(to, known);
    }
    return send(to, known.registrations, event)
        .recover(
            failure -> {
              knownPlaces.forget(to);
              return enqueue(to, event);
            });
  }

  /** Fails where it cannot have come to anybody. */
  private Future<Void> send(HashedAddress to, Registrations entry, ConsumerEvent event) {
    Delivery delivery = new Delivery(to, entry.token(), self, event);
    List<Place> places = entry.places();
    if (places.size() == 1) {
      return sendTo(places.get(0), delivery);
    }
    List<Future<Void>> sent = places.stream().map(place -> sendTo(place, delivery)).toList();
    return Future.any(sent)
        .onComplete(
            done -> {
              if (sent.stream().anyMatch(Future::failed)) {
                knownPlaces.forget(to);
              }
            })
        .mapEmpty();
  }

  /** What is about the device its own event loop has been told. */
  private Future<Void> sendTo(Place place, Delivery delivery) {
    if (delivery.event().isControl() && place.equals(self)) {
      return Future.succeededFuture();
    }
    return loopBus.isPresent(place.node())
        ? ExceptionSafe.call(() -> loopBus.send(place, delivery))
        : Future.failedFuture("a node is gone");
  }

  private List<Place> present(List<Place> places) {
    return places.stream().filter(place -> loopBus.isPresent(place.node())).toList();
  }

  /** The event goes when the directory has answered, behind those that wait already. */
  private Future<Void> enqueue(HashedAddress to, ConsumerEvent event) {
    if (waiting >= MAX_WAITING) {
      onLost.run();
      return Future.succeededFuture();
    }
    Waiting next = new Waiting(event, Promise.promise(), eventLoop.millis());
    waiting++;
    Lookup lookup = lookups.get(to);
    if (lookup == null) {
      lookup = new Lookup(NONE);
      lookup.waiting.add(next);
      begin(to, lookup);
    } else {
      lookup.waiting.add(next);
    }
    return next.published.future();
  }

  private Future<Registrations> lookUp(HashedAddress address) {
    long askedAt = eventLoop.millis();
    return ExceptionSafe.call(() -> directory.find(address))
        .onComplete(found -> meters.lookedUp(found, eventLoop.millis() - askedAt));
  }

  private void begin(HashedAddress to, Lookup lookup) {
    lookups.put(to, lookup);
    lookUp(to, lookup);
  }

  private void lookUp(HashedAddress to, Lookup lookup) {
    long askedAt = eventLoop.millis();
    lookUp(to)
        .onSuccess(found -> found(to, lookup, found, askedAt))
        .onFailure(unknown -> unknown(to, lookup));
  }

  private void found(HashedAddress to, Lookup lookup, Registrations found, long askedAt) {
    List<Place> present = present(found.places());
    if (!present.isEmpty()
        && found.token() == lookup.wrongToken
        && lookup.attempts < LONGEST_PAUSE) {
      lookUpLater(to, lookup);
      return;
    }
    lookups.remove(to);
    waiting -= lookup.waiting.size();
    if (present.isEmpty()) {
      lookup.waiting.forEach(one -> one.published.fail("nobody listens"));
    } else {
      Registrations entry = new Registrations(found.token(), present);
      knownPlaces.put(to, entry, askedAt, lookup.wrongToken);
      long now = eventLoop.millis();
      for (Waiting one : lookup.waiting) {
        if (one.isOver(now, handoffMillis)) {
          one.published.complete();
        } else {
          send(to, entry, one.event)
              .onFailure(nobody -> knownPlaces.forget(to))
              .onComplete(one.published);
        }
      }
    }
  }

  /** What is in memory elsewhere does not wait; what nobody else has does. */
  private void unknown(HashedAddress to, Lookup lookup) {
    long now = eventLoop.millis();
    int before = lookup.waiting.size();
    lookup.waiting.removeIf(one -> one.isOver(now, handoffMillis) && one.published.tryComplete());
    waiting -= before - lookup.waiting.size();
    if (lookup.waiting.isEmpty()) {
      lookups.remove(to);
    } else {
      lookUpLater(to, lookup);
    }
  }

  private void lookUpLater(HashedAddress to, Lookup lookup) {
    long pause = FIRST_PAUSE_MILLIS << Math.min(LONGEST_PAUSE, lookup.attempts);
    lookup.attempts++;
    eventLoop.after(pause, () -> lookUp(to, lookup));
  }

  private void refresh(HashedAddress to, Known known) {
    if (!known.isRefreshing) {
      known.isRefreshing = true;
      long askedAt = eventLoop.millis();
      lookUp(to)
          .onSuccess(found -> refreshed(to, known, found, askedAt))
          .onFailure(unknown -> known.isRefreshing = false);
    }
  }

  /** Not over an answer that has come since. */
  private void refreshed(HashedAddress to, Known known, Registrations found, long askedAt) {
    if (knownPlaces.find(to) != known) {
      return;
    }
    List<Place> present = present(found.places());
    if (present.isEmpty()) {
      knownPlaces.forget(to);
    } else {
      knownPlaces.refresh(to, known, new Registrations(found.token(), present), askedAt);
      if (!known.hasToken(found.token())) {
        onMoved.accept(new Moved(to, false));
      }
    }
  }

  @Override
  public void forget(HashedAddress address) {
    knownPlaces.forget(address);
  }

  @Override
  public void onMoved(Consumer<Moved> handler) {
    onMoved = handler;
  }

  private void receive(LoopEvent event) {
    if (event instanceof Delivery delivery) {
      deliver(delivery);
    } else if (event instanceof LoopEvent.Moved moved) {
      moved(moved);
    } else if (event instanceof Changed changed) {
      own.changed(changed.address());
    } else {
      registration.probeReceived();
    }
  }

  private void deliver(Delivery delivery) {
    HashedAddress to = delivery.to();
    if (own.count(to) == 0) {
      own.ghost(to);
      if (delivery.event() instanceof ConsumerEvent.AckQuery query) {
        sendReceipts(
            MessageIds.dispatcherOf(query.id()),
            List.of(new DeliveryReceipt(to, query.id(), Disposition.END_OF_REPLY)));
      } else {
        sendBack(delivery);
      }
    } else if (delivery.event() instanceof ConsumerEvent.AckQuery
        || own.isCurrent(to, delivery.token())) {
      tellOwn(to, delivery.event());
    } else {
      if (own.isKnown(to)) {
        own.verify(to);
      }
      sendBack(delivery);
    }
  }

  private void sendBack(Delivery delivery) {
    ConsumerEvent event =
        delivery.event() instanceof ConsumerEvent.Messages
            ? new ConsumerEvent.Messages(List.of())
            : delivery.event();
    loopBus.send(delivery.from(), new LoopEvent.Moved(delivery.to(), delivery.token(), event));
  }

  /** Messages are published again by their Dispatcher, in their order; the rest here. */
  private void moved(LoopEvent.Moved moved) {
    meters.moved();
    HashedAddress to = moved.to();
    Known known = knownPlaces.find(to);
    boolean isFromOnlyPlace =
        known != null && known.hasToken(moved.token()) && known.hasHadOnePlace();
    boolean isNews = isNews(to, known, moved.token());
    if (moved.event() instanceof ConsumerEvent.Messages) {
      if (isNews) {
        onMoved.accept(new Moved(to, isFromOnlyPlace));
      }
    } else if (isFromOnlyPlace || !(moved.event() instanceof ConsumerEvent.OnlineOnly)) {
      route(to, moved.event());
    }
  }

  /**
   * Whether it is the first event sent by that entry that has come back. The directory is asked
   * again then, unless it has said something else since.
   */
  private boolean isNews(HashedAddress to, Known known, long token) {
    Lookup lookup = lookups.get(to);
    if (lookup != null) {
      boolean isNews = lookup.wrongToken == NONE;
      lookup.wrongToken = isNews ? token : lookup.wrongToken;
      return isNews;
    }
    if (known == null || known.hasToken(token)) {
      knownPlaces.forget(to);
      begin(to, new Lookup(token));
      return true;
    }
    boolean isNews = known.repeated != token;
    known.repeated = token;
    return isNews;
  }

  @Override
  public Future<Subscription> subscribeReceipts(
      long dispatcherId, Handler<List<DeliveryReceipt>> handler) {
    return loopBus.subscribeReceipts(dispatcherId, handler);
  }

  @Override
  public Future<Void> sendReceipts(long dispatcherId, List<DeliveryReceipt> receipts) {
    return loopBus.sendReceipts(dispatcherId, receipts);
  }
}
